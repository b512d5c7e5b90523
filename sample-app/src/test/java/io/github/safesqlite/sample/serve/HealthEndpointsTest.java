// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.http.BearerToken;
import io.github.safesqlite.sample.http.Router;
import io.github.safesqlite.sample.http.WebServer;
import io.github.safesqlite.sample.serve.DatabaseLocation.PostgresDatabase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HealthEndpointsTest {
    private static final Duration LONG_WAIT = Duration.ofMillis(100);
    /** Of HikariCP, in milliseconds. */
    private static final int SHORTEST_CONNECTION_TIMEOUT = 250;

    private static final String HEALTHY = "{\"status\":\"healthy\"}";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private ServiceDatabase database;
    private WebServer server;

    private void start(ServiceDatabase opened) throws Exception {
        database = opened;
        Router router = new Router(BearerToken.of(Optional.empty()));
        new HealthEndpoints(database, LONG_WAIT, Optional::empty).addTo(router);
        server = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), router);
        server.start();
    }

    /** There is nothing to stop where PostgreSQL is not installed. */
    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
            database.close();
        }
    }

    @Test
    void aLongWaitToWriteIsTold() throws Exception {
        start(TestDatabase.SAFE.open(directory));
        execute("CREATE TABLE note (text TEXT)");
        CompletableFuture<Void> waiter;
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("INSERT INTO note VALUES ('held')");
            assertEquals(HEALTHY, health().body());

            waiter = CompletableFuture.runAsync(() -> execute("INSERT INTO note VALUES ('waited')"));
            await().atMost(Duration.ofSeconds(60)).until(() -> health().statusCode() == 503);
            String degraded = health().body();
            assertTrue(
                    degraded.matches(
                            "\\{\"status\":\"degraded\",\"reason\":\"Somebody has waited [0-9]{3,5} ms to write.\"}"),
                    degraded);
            holder.commit();
        }
        waiter.get(60, TimeUnit.SECONDS);
        assertEquals(HEALTHY, health().body());
    }

    @Test
    void aServerThatRefusesConnectionsIsTold() throws Exception {
        String url = TestDatabase.POSTGRESQL.settings(directory).database().jdbcUrl();
        try (Connection operator = DriverManager.getConnection(url);
                Statement statement = operator.createStatement()) {
            statement.execute("CREATE ROLE refused LOGIN");
            DatabaseLocation location = new PostgresDatabase(url.replace("user=postgres", "user=refused"));
            start(ServiceDatabase.open(TestSettings.of(location, PoolKind.HIKARI, 0)));
            assertEquals(HEALTHY, health().body());

            ((ServiceDatabase.Hikari) database)
                    .dataSource()
                    .getHikariConfigMXBean()
                    .setConnectionTimeout(SHORTEST_CONNECTION_TIMEOUT);
            statement.execute("ALTER ROLE refused NOLOGIN");
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'refused'");
            HttpResponse<String> health = health();
            assertEquals(503, health.statusCode());
            assertEquals("{\"status\":\"unavailable\",\"reason\":\"The database does not answer.\"}", health.body());
        }
    }

    private HttpResponse<String> health() throws Exception {
        URI uri = URI.create("http://localhost:" + server.address().getPort() + "/healthz");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private void execute(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
