// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.observed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.Boot;
import io.github.safesqlite.clients.NoLockErrors;
import io.github.safesqlite.clients.Together;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** A DataSource that datasource-micrometer wraps, so that each statement is an observation. */
@ExtendWith(NoLockErrors.class)
class ObservedTest {
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    /** An application without beans of its own. */
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
                "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
            })
    static class Application {}

    @Test
    void statementsAreObservedAndThePoolIsStillFound() throws Exception {
        try (var application = Boot.OWN_DATA_SOURCE.startServer(
                Application.class,
                folder.resolve("app.db"),
                "OBSERVED=true",
                "spring.data.jpa.repositories.enabled=false",
                "management.endpoints.web.exposure.include=health,sqlite",
                "management.endpoint.health.show-details=always")) {
            var dataSource = application.getBean(DataSource.class);
            assertFalse(dataSource instanceof ConcurrencySafeSqliteDataSource, "it is wrapped");
            var ours = dataSource.unwrap(ConcurrencySafeSqliteDataSource.class);
            assertEquals("app", ours.config().poolName());

            var jdbc = application.getBean(JdbcTemplate.class);
            jdbc.execute("CREATE TABLE task (worker INTEGER)");
            Together.run(THREADS, worker -> jdbc.update("INSERT INTO task VALUES (?)", worker));

            var registry = application.getBean(MeterRegistry.class);
            assertTrue(registry.get("jdbc.query").timers().stream()
                            .mapToLong(timer -> timer.count())
                            .sum()
                    >= THREADS + 1);
            assertNotNull(
                    registry.find("safesqlite.write.hold").tag("pool", "app").timer());
            assertNotNull(registry.find("jdbc.connections.max").gauge());
            String health = answer(application, "/actuator/health");
            assertTrue(health.contains("\"app\":{\"file\":"), health);
            String state = answer(application, "/actuator/sqlite/app");
            assertTrue(state.contains("\"poolName\":\"app\""), state);
        }
    }

    private static String answer(ConfigurableApplicationContext application, String path) throws Exception {
        String port = application.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
    }
}
