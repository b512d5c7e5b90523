// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.NoLockErrors;
import io.github.safesqlite.error.SessionClosedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** A bean of the application, whose options are bean properties. */
@ExtendWith(NoLockErrors.class)
class OwnBeanTest {
    @TempDir
    Path folder;

    /** The bean; every option of the library is a property below {@code app.database}. */
    static class Database {
        @Bean
        @ConfigurationProperties("app.database")
        ConcurrencySafeSqliteDataSource dataSource() {
            return new ConcurrencySafeSqliteDataSource();
        }
    }

    @Test
    void optionsAreBeanProperties() throws Exception {
        ConcurrencySafeSqliteDataSource dataSource;
        try (var application = new SpringApplicationBuilder(LedgerApplication.class, Database.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(
                        "app.database.url=jdbc:safesqlite:" + folder.resolve("ledger.db"),
                        "app.database.pool-name=ledger",
                        "app.database.maximum-pool-size=4",
                        "app.database.write-timeout=20s",
                        "app.database.connection-timeout=2500",
                        "app.database.idle-timeout=off",
                        "app.database.keepalive-time=30000",
                        "app.database.options.foreign_keys=on",
                        "spring.data.jpa.repositories.enabled=false",
                        "spring.main.banner-mode=off",
                        "spring.sql.init.mode=always",
                        "spring.sql.init.schema-locations=classpath:ledger.sql")
                .run()) {
            dataSource = application.getBean(ConcurrencySafeSqliteDataSource.class);
            application.getBean(Ledger.class).open("Ada", 5);
            assertEquals(5, application.getBean(Ledger.class).balance("Ada"));
            assertEquals(
                    1, application.getBean(JdbcTemplate.class).queryForObject("PRAGMA foreign_keys", Integer.class));
            assertEquals(4, dataSource.statistics().maximum());
            assertEquals("ledger", dataSource.snapshot().poolName());
            assertEquals(Duration.ofSeconds(20), dataSource.config().writeTimeout());
            assertEquals(Duration.ofMillis(2500), dataSource.config().connectionTimeout());
            assertEquals(Optional.empty(), dataSource.config().idleTimeout());
        }
        assertThrows(SessionClosedException.class, dataSource::getConnection, "it is closed with the application");
    }
}
