// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.ConsoleReporter;
import com.codahale.metrics.CsvReporter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Slf4jReporter;
import com.codahale.metrics.jmx.JmxReporter;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.CapturedLog;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every way to report that docs/metrics.md shows, after three writes to a real file. */
class ReportersTest {
    @TempDir
    Path directory;

    private final MetricRegistry registry = new MetricRegistry();
    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                .metricRegistry(registry)
                .build());
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(id INTEGER PRIMARY KEY)");
            statement.execute("INSERT INTO t VALUES (1)");
            statement.execute("INSERT INTO t VALUES (2)");
        }
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    @Test
    void console() {
        var out = new ByteArrayOutputStream();
        try (ConsoleReporter reporter = ConsoleReporter.forRegistry(registry)
                .outputTo(new PrintStream(out, true, StandardCharsets.UTF_8))
                .convertDurationsTo(TimeUnit.MILLISECONDS)
                .build()) {
            reporter.report();
        }
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.matches("(?s).*app\\.write\\.Hold\\s+count = 3.*"), text);
        assertTrue(text.contains("writers wait 0 % of their time"), text);
    }

    @Test
    void slf4j() {
        try (CapturedLog log = new CapturedLog()) {
            Slf4jReporter.forRegistry(registry)
                    .outputTo(LoggerFactory.getLogger("metrics"))
                    .build()
                    .report();
            assertTrue(log.text().contains("type=TIMER, name=app.write.Hold, count=3"), log.text());
        }
    }

    @Test
    void csv() throws IOException {
        CsvReporter.forRegistry(registry)
                .formatFor(Locale.ROOT)
                .build(directory.toFile())
                .report();
        List<String> lines = Files.readAllLines(directory.resolve("app.write.Hold.csv"));
        assertEquals("t,count", lines.get(0).substring(0, 7));
        assertEquals("3", lines.get(1).split(",")[1]);
    }

    @Test
    void jmx() throws Exception {
        JmxReporter reporter =
                JmxReporter.forRegistry(registry).inDomain("safesqlite-test").build();
        reporter.start();
        try {
            Object count = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("safesqlite-test:name=app.write.Hold,type=timers"), "Count");
            assertEquals(3L, count);
        } finally {
            reporter.close();
        }
    }

    @Test
    void prometheus() throws IOException {
        PrometheusRegistry prometheus = new PrometheusRegistry();
        DropwizardExports.builder().dropwizardRegistry(registry).register(prometheus);
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, prometheus.scrape());
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("# TYPE app_write_Hold summary"), text);
        assertTrue(text.contains("app_write_Hold{quantile=\"0.99\"}"), text);
        assertTrue(text.contains("app_write_Hold_count 3"), text);
        assertTrue(text.contains("app_pool_TotalConnections"), text);
    }
}
