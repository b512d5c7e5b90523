// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Prometheus reads from a DataSource of the pool {@code app} that has written and made a backup. */
record ScrapedSeries(List<Series> all) {
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** A name with its labels. */
    record Series(String name, Map<String, String> labels) {}

    static ScrapedSeries ofMicrometer(Path folder) throws SQLException {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (var dataSource = used(folder, registry)) {
            return withBackup(registry::scrape, "task=\"backup\"");
        }
    }

    static ScrapedSeries ofDropwizard(Path folder) throws SQLException {
        var registry = new MetricRegistry();
        var prometheus = new PrometheusRegistry();
        DropwizardExports.builder().dropwizardRegistry(registry).register(prometheus);
        try (var dataSource = used(folder, registry)) {
            return withBackup(() -> text(prometheus), "Runs_backup_count", "Failures_backup_total");
        }
    }

    private static String text(PrometheusRegistry prometheus) throws IOException {
        var text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, prometheus.scrape());
        return text.toString(StandardCharsets.UTF_8);
    }

    /** A task has series from its first run on, which come one after the other. */
    private static ScrapedSeries withBackup(Callable<String> scrape, String... series) {
        return parse(await().atMost(Duration.ofSeconds(60))
                .until(scrape, text -> Stream.of(series).allMatch(text::contains)));
    }

    private static ConcurrencySafeSqliteDataSource used(Path folder, Object registry) throws SQLException {
        var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                .metricRegistry(registry)
                .backupDirectory(folder)
                .backupInterval(Duration.ofSeconds(1))
                .build());
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(id INTEGER PRIMARY KEY)");
        }
        return dataSource;
    }

    private static ScrapedSeries parse(String text) {
        List<Series> all = new ArrayList<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new AssertionError("not a sample: " + line);
            }
            Map<String, String> labels = new HashMap<>();
            if (parts.group(2) != null) {
                LABEL.matcher(parts.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            all.add(new Series(parts.group(1), labels));
        });
        return new ScrapedSeries(all);
    }
}
