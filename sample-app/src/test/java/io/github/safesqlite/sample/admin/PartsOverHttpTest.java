// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.sample.dialect.Dialect;
import io.github.safesqlite.sample.http.BearerToken;
import io.github.safesqlite.sample.http.Router;
import io.github.safesqlite.sample.http.WebServer;
import io.github.safesqlite.sample.message.MessageEndpoints;
import io.github.safesqlite.sample.message.MessageLog;
import io.github.safesqlite.sample.provider.ProviderEndpoints;
import io.github.safesqlite.sample.provider.ProviderRecords;
import io.github.safesqlite.sample.provider.Providers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsOverHttpTest {
    private static final String TOKEN = "a-token-of-the-test";
    private static final int ROOM_FOR_MESSAGES = 4;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    private Path directory;

    private ConcurrencySafeSqliteDataSource dataSource;
    private MessageLog log;
    private ProviderRecords records;
    private WebServer server;

    private final List<String> touched = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        MetricRegistry metrics = new MetricRegistry();
        // No midnight comes between two requests.
        Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(directory.resolve("service.db").toString())
                        .metricRegistry(metrics)
                        .build());
        log = MessageLog.batched(dataSource, ROOM_FOR_MESSAGES, clock);
        Providers providers = new Providers(dataSource, Dialect.SQLITE, 3);
        records = ProviderRecords.withMergedChoices(dataSource, providers, clock);
        Backups backups = new Backups(dataSource, directory.resolve("backup.db"));
        Router router = new Router(BearerToken.of(Optional.of(TOKEN)));
        new MessageEndpoints(log, touched::add).addTo(router);
        new ProviderEndpoints(providers, records, clock).addTo(router);
        new AdminEndpoints(() -> PoolStatistics.of(dataSource.statistics(), clock.instant()), metrics).addTo(router);
        new SafeSqliteEndpoints(dataSource, List::of, List::of, backups).addTo(router);
        server = new WebServer(new InetSocketAddress("127.0.0.1", 0), router);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        log.close();
        records.close();
        dataSource.close();
    }

    @Test
    void messagesTouchTheirSessions() throws Exception {
        post("/messages", messages(3));
        assertEquals(List.of("s"), touched);
    }

    @Test
    void messagesAreStoredAndPaged() throws Exception {
        HttpResponse<String> stored = post("/messages?waitMillis=10000", messages(3));
        assertEquals(202, stored.statusCode(), stored.body());
        assertTrue(json(stored).at("/outcomes/2/durable").asBoolean());
        JsonNode page = json(get("/messages?session=s&limit=2"));
        assertEquals("m2", page.at("/messages/0/content").asText());
        JsonNode rest = json(get("/messages?session=s&limit=2&before=" + page.at("/nextBefore")));
        assertEquals("m0", rest.at("/messages/0/content").asText());
        assertTrue(rest.at("/nextBefore").isNull());
    }

    @Test
    void messagesThatOverflowAreToldWithRetryAfter() throws Exception {
        HttpResponse<String> refused;
        try (Connection writer = dataSource.getConnection();
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("DELETE FROM message_log");
            refused = post("/messages?waitMillis=100", messages(50));
            statement.execute("ROLLBACK");
        }
        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(50, json(refused).at("/outcomes").size());
        assertEquals("REFUSED", json(refused).at("/outcomes/49/state").asText());
    }

    @Test
    void aWrongFieldIsNamed() throws Exception {
        HttpResponse<String> wrong =
                post("/messages", "{\"messages\":[{\"session\":\"\",\"role\":\"r\",\"content\":\"c\"}]}");
        assertEquals(400, wrong.statusCode());
        assertEquals("session", json(wrong).at("/field").asText());
        assertEquals("limit", json(get("/messages?limit=0")).at("/field").asText());
    }

    @Test
    void anImportedProviderIsChosenAndItsUsageCounted() throws Exception {
        String providers = "{\"providers\":[{\"name\":\"a\",\"endpoint\":\"http://a\",\"enabled\":true,\"errors\":0}]}";
        assertEquals(1, json(post("/admin/providers", providers)).at("/added").asInt());
        assertEquals(
                "{\"added\":0,\"changed\":0,\"left\":1}",
                post("/admin/providers?replace=true", providers).body());
        assertEquals(mapper.readTree(providers), json(get("/admin/providers")));
        assertEquals(
                "replace",
                json(post("/admin/providers?replace=1", providers)).at("/field").asText());
        assertEquals(mapper.readTree(providers), json(get("/providers")));
        assertEquals("a", json(post("/providers/next", "")).at("/name").asText());
        String result = "{\"success\":true,\"latencyMillis\":7,\"tokens\":30}";
        assertEquals(204, post("/providers/a/results", result).statusCode());
        assertEquals(404, post("/providers/b/results", result).statusCode());
        assertEquals(
                7,
                json(get("/providers/a/health")).at("/health/0/latencyMillis").asInt());
        records.flush();
        JsonNode usage = json(get("/admin/usage")).at("/usage/0");
        assertEquals(1, usage.at("/choices").asInt());
        assertEquals(30, usage.at("/tokens").asInt());
    }

    @Test
    void theAdminPartAsksForTheToken() throws Exception {
        for (String path : List.of("/admin/db-pool-stats", "/admin/leaks", "/admin/gate", "/admin/usage")) {
            HttpRequest request = HttpRequest.newBuilder(uri(path)).build();
            assertEquals(
                    401,
                    client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode(),
                    path);
            assertEquals(200, get(path).statusCode(), path);
        }
    }

    @Test
    void theHolderOfTheGateIsShown() throws Exception {
        // Hibernate has a connection while it starts.
        records.usage(1);
        JsonNode pool;
        JsonNode gate;
        try (Connection writer = dataSource.getConnection();
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("DELETE FROM message_log");
            gate = json(get("/admin/gate"));
            pool = json(get("/admin/db-pool-stats"));
            statement.execute("ROLLBACK");
        }
        assertEquals(Thread.currentThread().getName(), gate.at("/holder/thread").asText());
        assertEquals(1, pool.at("/active").asInt());
        assertEquals("HEALTHY", pool.at("/health").asText());
        assertTrue(json(get("/admin/gate")).at("/holder").isNull());
    }

    @Test
    void aBackupIsMadeAndDownloaded() throws Exception {
        assertEquals(404, get("/admin/backup/file").statusCode());
        assertEquals(202, post("/admin/backup", "").statusCode());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> json(get("/admin/backup")).at("/state").asText().equals("COMPLETE"));
        assertTrue(get("/admin/backup/file").body().startsWith("SQLite format 3"));
    }

    @Test
    void metricsAreTextOrOpenMetrics() throws Exception {
        HttpResponse<String> text = get("/metrics");
        assertTrue(text.body().contains("write_Hold"), text.body());
        assertFalse(text.body().contains("# EOF"));
        HttpRequest request = HttpRequest.newBuilder(uri("/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .build();
        HttpResponse<String> openMetrics = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertTrue(openMetrics.body().endsWith("# EOF\n"), openMetrics.body());
        String type = openMetrics.headers().firstValue("Content-Type").orElseThrow();
        assertTrue(type.startsWith("application/openmetrics-text"), type);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpRequest authorized =
                request.header("Authorization", "Bearer " + TOKEN).build();
        return client.send(authorized, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private JsonNode json(HttpResponse<String> response) throws Exception {
        return mapper.readTree(response.body());
    }

    private static String messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"session\":\"s\",\"role\":\"user\",\"content\":\"m" + i + "\"}")
                .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
    }
}
