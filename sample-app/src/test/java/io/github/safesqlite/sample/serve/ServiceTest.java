// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.safesqlite.sample.admin.Health;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ServiceTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private Service start(TestDatabase database) throws Exception {
        return Service.start(database.settings(folder));
    }

    private HttpResponse<String> send(Service service, String method, String path, String body) throws Exception {
        URI uri = URI.create("http://localhost:" + service.address().getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TestSettings.TOKEN)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource
    void aSessionLivesFromItsCreationToItsEnd(TestDatabase database) throws Exception {
        try (Service service = start(database)) {
            HttpResponse<String> created = send(service, "POST", "/sessions", "{\"user\":\"ann\"}");
            assertEquals(201, created.statusCode(), created.body());
            String path = created.headers().firstValue("Location").orElseThrow();

            assertEquals(created.body(), send(service, "GET", path, "").body());
            assertEquals(204, send(service, "POST", path + "/touch", "").statusCode());
            assertEquals(204, send(service, "DELETE", path, "").statusCode());
            assertEquals(404, send(service, "GET", path, "").statusCode());
            assertEquals(404, send(service, "POST", path + "/touch", "").statusCode());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceAtRestIsHealthy(TestDatabase database) throws Exception {
        try (Service service = start(database)) {
            // At the start, Hibernate and the first tasks may wait for connections that are just opened.
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResponse<String> health = send(service, "GET", "/healthz", "");
                assertEquals(200, health.statusCode());
                assertEquals("{\"status\":\"healthy\"}", health.body());
            });
        }
    }

    @Test
    void aHibernateThatCannotStartIsToldByHealthz() throws Exception {
        try (ServiceDatabase database = TestDatabase.HIKARI.open(folder);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE provider_health (id INTEGER PRIMARY KEY, provider TEXT, at INTEGER)");
        }
        try (Service service = start(TestDatabase.SAFE)) {
            // Until then, it may be degraded by those who wait for a connection.
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResponse<String> health = send(service, "GET", "/healthz", "");
                assertEquals(503, health.statusCode());
                assertEquals(
                        "{\"status\":\"unavailable\",\"reason\":\"Hibernate could not start. The log says why.\"}",
                        health.body());
            });
            assertEquals(503, send(service, "GET", "/providers/a/health", "").statusCode());
            assertEquals(
                    201,
                    send(service, "POST", "/sessions", "{\"user\":\"ann\"}").statusCode());
        }
    }

    @Test
    void aClientThatSendsTooMuchIsToldWhenToGoOn() throws Exception {
        DatabaseLocation database = new DatabaseLocation.SqliteFile(folder.resolve("service.db"));
        try (Service service = Service.start(TestSettings.of(database, PoolKind.SAFE, 1))) {
            assertEquals(200, send(service, "GET", "/healthz", "").statusCode());
            // The second one may come late on a busy computer, but not every one can.
            HttpResponse<String> refused = send(service, "GET", "/healthz", "");
            for (int i = 0; i < 20 && refused.statusCode() == 200; i++) {
                refused = send(service, "GET", "/healthz", "");
            }
            assertEquals(429, refused.statusCode());
            assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        }
    }

    @Test
    void aUserWithoutANameIsAProblem() throws Exception {
        try (Service service = start(TestDatabase.SAFE)) {
            HttpResponse<String> refused = send(service, "POST", "/sessions", "{\"user\":\" \"}");

            assertEquals(400, refused.statusCode());
            assertEquals(
                    "user",
                    new JsonMapper().readTree(refused.body()).path("field").asText());
        }
    }

    @Test
    void anAdminRouteAsksForTheToken() throws Exception {
        try (Service service = start(TestDatabase.SAFE)) {
            URI uri = URI.create("http://localhost:" + service.address().getPort() + "/admin/purge-sessions");
            HttpRequest request =
                    HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
            assertEquals(401, client.send(request, BodyHandlers.ofString()).statusCode());
        }
    }

    @ParameterizedTest
    @EnumSource
    void poolStatisticsAndMetricsAreOfEitherPool(TestDatabase database) throws Exception {
        try (Service service = start(database)) {
            JsonNode statistics = new JsonMapper()
                    .readTree(send(service, "GET", "/admin/db-pool-stats", "").body());
            assertEquals(4, statistics.path("max").asInt());
            assertTrue(statistics.has("health"), statistics::toString);
            String metrics = send(service, "GET", "/metrics", "").body();
            assertTrue(metrics.contains("service_pool_MaxConnections 4.0"), metrics);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, leaks", "GET, gate", "POST, backup", "GET, backup", "GET, backup/file"})
    void whatHikariDoesNotHaveIsNotImplemented(String method, String path) throws Exception {
        try (Service service = start(TestDatabase.HIKARI)) {
            HttpResponse<String> answer = send(service, method, "/admin/" + path, "");
            assertEquals(501, answer.statusCode());
            assertTrue(answer.body().contains("Only concurrency-safe-sqlite has this."), answer.body());
        }
    }

    @Test
    void onPostgresOperatorsAreToldWhatToUseInstead() throws Exception {
        try (Service service = start(TestDatabase.POSTGRESQL)) {
            HttpResponse<String> answer = send(service, "POST", "/admin/backup", "");
            assertEquals(501, answer.statusCode());
            assertTrue(answer.body().contains("pg_dump makes a backup"), answer.body());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCharacterZeroIsStoredOrRefused(TestDatabase database) throws Exception {
        try (Service service = start(database)) {
            HttpResponse<String> answer = send(service, "POST", "/sessions", "{\"user\":\"a\\u0000b\"}");
            if (database == TestDatabase.POSTGRESQL) {
                assertEquals(400, answer.statusCode(), answer.body());
                assertTrue(answer.body().contains("a character that the database does not store"), answer.body());
            } else {
                assertEquals(201, answer.statusCode(), answer.body());
                String path = answer.headers().firstValue("Location").orElseThrow();
                assertEquals(answer.body(), send(service, "GET", path, "").body());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasStoredIsThereAfterARestart(TestDatabase database) throws Exception {
        HttpResponse<String> created;
        try (Service service = start(database)) {
            created = send(service, "POST", "/sessions", "{\"user\":\"ann\"}");
        }
        try (Service service = start(database)) {
            String path = created.headers().firstValue("Location").orElseThrow();
            assertEquals(created.body(), send(service, "GET", path, "").body());
        }
    }

    @Test
    void healthFollowsTheWaitToWrite() {
        Duration longWait = Duration.ofSeconds(2);
        assertEquals(Health.HEALTHY, Health.ofWait(Duration.ofMillis(999), longWait));
        assertEquals(Health.WARNING, Health.ofWait(Duration.ofSeconds(1), longWait));
        assertEquals(Health.DEGRADED, Health.ofWait(longWait, longWait));
    }

    @Test
    void healthFollowsTheUseOfThePool() {
        assertEquals(Health.HEALTHY, Health.of(0.79, 0));
        assertEquals(Health.WARNING, Health.of(0.8, 0));
        assertEquals(Health.DEGRADED, Health.of(0.9, 0));
        assertEquals(Health.DEGRADED, Health.of(0.1, 1));
    }
}
