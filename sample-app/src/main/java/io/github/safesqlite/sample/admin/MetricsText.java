// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The metrics of a registry as text for Prometheus, or as OpenMetrics where the client asks for it. */
final class MetricsText {
    private static final String TEXT = "text/plain";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    MetricsText(MetricRegistry metrics) {
        DropwizardExports.builder().dropwizardRegistry(metrics).register(registry);
    }

    Response respond(Request request) throws IOException {
        String accept = request.header("Accept").orElse(TEXT);
        boolean openMetrics = accept.contains("application/openmetrics-text");
        ExpositionFormatWriter writer = formats.findWriter(openMetrics ? accept : TEXT);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, registry.scrape());
        return Response.bytes(200, writer.getContentType(), text.toByteArray());
    }
}
