// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A file of the page, which comes from the jar. Only the files in {@link #ALL} can be asked for.
 *
 * @param path where the service has it
 * @param resource where the jar has it
 * @param contentType its media type
 */
record PageFile(String path, String resource, String contentType) {
    private static final String PLOT_LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    static final List<PageFile> ALL = List.of(
            new PageFile("/", "/dashboard/index.html", HTML),
            own("dashboard.css", STYLE),
            own("dashboard.js", SCRIPT),
            own("plots.js", SCRIPT),
            own("stream.js", SCRIPT),
            own("tables.js", SCRIPT),
            own("icon.svg", "image/svg+xml"),
            new PageFile("/dashboard/uplot.js", PLOT_LIBRARY + "uPlot.iife.min.js", SCRIPT),
            new PageFile("/dashboard/uplot.css", PLOT_LIBRARY + "uPlot.min.css", STYLE));

    private static PageFile own(String name, String contentType) {
        return new PageFile("/dashboard/" + name, "/dashboard/" + name, contentType);
    }

    /** Reads it from the jar. */
    byte[] read() throws IOException {
        try (InputStream content = PageFile.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException(resource + " is missing from the jar");
            }
            return content.readAllBytes();
        }
    }
}
