// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.Boot;
import io.github.safesqlite.clients.NoLockErrors;
import io.github.safesqlite.clients.Together;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** What Spring Boot makes of the jar on the class path and a URL of SQLite. */
@ExtendWith({NoLockErrors.class, OutputCaptureExtension.class})
class AutoConfigurationTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void findFile() {
        file = folder.resolve("app.db");
    }

    private ConfigurableApplicationContext start(String... properties) {
        return Boot.OWN_DATA_SOURCE.start(CounterApplication.class, file, properties);
    }

    @Test
    void dataSourceIsConfiguredByPropertiesAlone() throws Exception {
        try (var application = start(
                "spring.datasource.safesqlite.pool-name=counter",
                "spring.datasource.safesqlite.maximumPoolSize=4",
                "spring.datasource.hikari.minimum-idle=1")) {
            var config =
                    application.getBean(ConcurrencySafeSqliteDataSource.class).config();
            assertEquals("counter", config.poolName());
            assertEquals(4, config.maximumPoolSize());
            assertEquals(1, config.minimumIdle());
            assertEquals(Duration.ofSeconds(20), config.writeTimeout());
            assertEquals(
                    1, application.getBean(JdbcTemplate.class).queryForObject("PRAGMA foreign_keys", Integer.class));
        }
    }

    @Test
    void propertySwitchesItOff() {
        try (var application = start("spring.datasource.safesqlite.enabled=false")) {
            assertInstanceOf(HikariDataSource.class, application.getBean(DataSource.class));
        }
    }

    @Test
    void applicationWithAWrongPropertyDoesNotStartAndSaysWhy(CapturedOutput output) {
        assertThrows(
                RuntimeException.class,
                () -> start("spring.datasource.safesqlite.maximum-pool-size=many")
                        .close());
        assertTrue(output.getOut().contains("APPLICATION FAILED TO START"), output::getOut);
        assertTrue(
                output.getOut()
                        .contains("    maximumPoolSize must be an integer, was \"many\""
                                + " (spring.datasource.safesqlite.maximum-pool-size in"),
                output::getOut);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsCountTogether() throws Exception {
        try (var application = Boot.OWN_DATA_SOURCE.startServer(
                CounterApplication.class, file, "spring.threads.virtual.enabled=true")) {
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    assertEquals(
                            "virtual",
                            answer(application, HttpRequest.newBuilder().POST(BodyPublishers.noBody()), "/count"));
                }
            });
            assertEquals(THREADS * ROUNDS, application.getBean(Counters.class).value());
        }
    }

    @Test
    void actuatorShowsHealthMetricsAndState() throws Exception {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        try (var application = Boot.OWN_DATA_SOURCE.startServer(
                CounterApplication.class,
                file,
                "management.endpoints.web.exposure.include=health,metrics,sqlite",
                "management.endpoint.health.show-details=always",
                "spring.datasource.safesqlite.maximum-pool-size=7",
                "spring.datasource.safesqlite.backup-directory=" + backups)) {
            HttpRequest.Builder get = HttpRequest.newBuilder().GET();
            String health = answer(application, get, "/actuator/health");
            assertTrue(health.contains("\"sqlite\":{"), health);
            assertTrue(health.contains("maximumPoolSize=7"), health);
            String metric = answer(application, get, "/actuator/metrics/jdbc.connections.max");
            assertTrue(metric.contains("\"value\":7.0"), metric);
            String writes = answer(application, get, "/actuator/metrics/safesqlite.write.hold?tag=pool:app");
            assertTrue(writes.matches(".*\"COUNT\",\"value\":[1-9].*"), writes);
            assertTrue(answer(application, get, "/actuator/sqlite").startsWith("[{\""));
            String state = answer(application, get, "/actuator/sqlite/app");
            assertTrue(state.contains("\"poolName\":\"app\""), state);
            String backup =
                    answer(application, HttpRequest.newBuilder().POST(BodyPublishers.noBody()), "/actuator/sqlite/app");
            assertTrue(backup.contains("app-on-request.db"), backup);
            assertTrue(Files.exists(backups.resolve("app-on-request.db")));
        }
    }

    private static String answer(ConfigurableApplicationContext application, HttpRequest.Builder request, String path)
            throws Exception {
        String port = application.getEnvironment().getProperty("local.server.port");
        return HttpClient.newHttpClient()
                .send(
                        request.copy()
                                .uri(URI.create("http://localhost:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
