// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.sample.http.BearerToken;
import io.github.safesqlite.sample.http.Router;
import io.github.safesqlite.sample.http.WebServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/** A service with nothing but the dashboard, for tests: it samples five times a second and reports leaks early. */
final class DashboardService implements AutoCloseable {
    private static final EnumSet<Demo.Mistake> ALL = EnumSet.allOf(Demo.Mistake.class);

    private final ConcurrencySafeSqliteDataSource dataSource;
    private final Sampler sampler;
    private final Demo demo;
    private final WebServer server;

    DashboardService(Path directory, int port, Optional<String> token) throws Exception {
        MetricRegistry metrics = new MetricRegistry();
        Incidents incidents = new Incidents();
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(directory.resolve("app.db").toString())
                        .beginMode(BeginMode.ADAPTIVE)
                        .poolName("app")
                        .metricRegistry(metrics)
                        .listener(incidents)
                        .leakDetectionThreshold(Duration.ofMillis(500))
                        .slowWriteThreshold(Duration.ofMillis(500))
                        .build());
        Router router = new Router(BearerToken.of(token));
        server = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), router);
        Traffic traffic = new Traffic(server::requests, server::errors);
        sampler = new Sampler(new SafeSqliteSamples(dataSource, metrics, incidents, traffic), Duration.ofMillis(200));
        demo = new Demo(dataSource, Duration.ofHours(1));
        new DashboardEndpoints(sampler, demo, ALL).addTo(router);
        server.start();
    }

    int port() {
        return server.address().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    /** Creates the table that {@link #write()} needs. */
    void createTable() throws SQLException {
        run("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    }

    /** Writes one row. */
    void write() throws SQLException {
        run("INSERT INTO note (text) VALUES ('text')");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        server.close();
        sampler.close();
        demo.close();
        dataSource.close();
    }
}
