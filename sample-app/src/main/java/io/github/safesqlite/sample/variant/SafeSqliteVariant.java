// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.variant;

import com.codahale.metrics.ConsoleReporter;
import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/** This project's data source, with its defaults. The only class of the sample that knows the library. */
public final class SafeSqliteVariant implements Variant {
    private final boolean metrics;

    /** The variant with or without metrics. */
    public SafeSqliteVariant(boolean metrics) {
        this.metrics = metrics;
    }

    @Override
    public String title() {
        return "concurrency-safe-sqlite";
    }

    @Override
    public String id() {
        return "safe";
    }

    @Override
    public OpenDatabase open(Path file, Synchronous synchronous) throws SQLException {
        SqliteConfigBuilder config = SqliteConfig.builder(file.toString()).pragma("synchronous", synchronous.name());
        MetricRegistry registry = new MetricRegistry();
        if (metrics) {
            config.metricRegistry(registry);
        }
        return new Safe(new ConcurrencySafeSqliteDataSource(config.build()), registry);
    }

    private record Safe(ConcurrencySafeSqliteDataSource source, MetricRegistry registry) implements OpenDatabase {
        @Override
        public DataSource dataSource() {
            return source;
        }

        @Override
        public void printMetrics(PrintStream out) {
            if (!registry.getMetrics().isEmpty()) {
                ConsoleReporter.forRegistry(registry).outputTo(out).build().report();
            }
        }

        @Override
        public void close() throws SQLException {
            source.close();
        }
    }
}
