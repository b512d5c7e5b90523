// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;

/** What operators see of a DataSource in Spring Boot, whoever created it. */
class SafeSqliteManagementAutoConfigurationTest {
    @TempDir
    Path folder;

    /** A DataSource that is not of this library. */
    static class OtherDataSource {
        @Bean
        HikariDataSource other() {
            return new HikariDataSource();
        }
    }

    /** The same, declared as something that could be one of this library. */
    static class DeclaredAsDataSource {
        @Bean
        DataSource other() {
            return new HikariDataSource();
        }
    }

    /** One inside a wrapper that is no bean of Spring's, as libraries that observe statements have. */
    static class Wrapped {
        @Bean
        DataSource observed() throws SQLException {
            var config = SqliteConfig.builder(":memory:").poolName("wrapped").build();
            return wrapped(new ConcurrencySafeSqliteDataSource(config));
        }

        private static DataSource wrapped(DataSource dataSource) {
            return (DataSource) Proxy.newProxyInstance(
                    Wrapped.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (proxy, method, arguments) -> method.invoke(dataSource, arguments));
        }
    }

    /** One whose pool is called as the first of two. */
    static class SecondOfAName {
        @Bean
        ConcurrencySafeSqliteDataSource namesake() {
            return TwoDataSources.inMemory("first");
        }
    }

    /** A registry of the application. */
    static class Registry {
        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }
    }

    /** Two of the application's own. */
    static class TwoDataSources {
        @Bean
        ConcurrencySafeSqliteDataSource first() {
            return inMemory("first");
        }

        @Bean
        ConcurrencySafeSqliteDataSource second() {
            return inMemory("second");
        }

        private static ConcurrencySafeSqliteDataSource inMemory(String name) {
            var dataSource = new ConcurrencySafeSqliteDataSource();
            dataSource.setUrl("jdbc:safesqlite::memory:");
            dataSource.setPoolName(name);
            return dataSource;
        }
    }

    private SpringContext onFile() {
        return SpringContext.withUrl("jdbc:sqlite:" + folder.resolve("app.db"));
    }

    private static AnnotationConfigApplicationContext start(SpringContext context, Class<?>... more) {
        var configurations = new ArrayList<Class<?>>(List.of(more));
        configurations.add(SafeSqliteAutoConfiguration.class);
        configurations.add(SafeSqliteManagementAutoConfiguration.class);
        return context.start(configurations.toArray(Class<?>[]::new));
    }

    @Test
    void anApplicationWithoutTheDataSourceGetsNothing() {
        try (var context = start(onFile(), OtherDataSource.class)) {
            assertArrayEquals(new String[0], context.getBeanNamesForType(SqliteEndpoint.class));
            assertArrayEquals(new String[0], context.getBeanNamesForType(HealthIndicator.class));
            assertArrayEquals(new String[0], context.getBeanNamesForType(DataSourcePoolMetadataProvider.class));
        }
    }

    @Test
    void poolMetadataAreTheNumbersOfThePool() throws Exception {
        try (var context = start(onFile().with("spring.datasource.safesqlite.maximum-pool-size", 7)
                .with("spring.datasource.safesqlite.minimum-idle", 3))) {
            var dataSource = context.getBean(ConcurrencySafeSqliteDataSource.class);
            var provider = context.getBean(DataSourcePoolMetadataProvider.class);
            assertNull(provider.getDataSourcePoolMetadata(new HikariDataSource()));
            DataSourcePoolMetadata metadata = provider.getDataSourcePoolMetadata(dataSource);
            assertNotNull(metadata);
            assertEquals(7, metadata.getMax());
            assertEquals(3, metadata.getMin());
            assertEquals(0, metadata.getActive());
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("CREATE TABLE t (x)");
                assertEquals(1, metadata.getActive());
                assertTrue(metadata.getUsage() > 0);
                connection.rollback();
            }
            assertEquals(0, metadata.getActive());
            dataSource.close();
            assertNull(metadata.getActive());
            assertNull(metadata.getUsage());
        }
    }

    @Test
    void healthNamesTheHolderOfTheWriteGate() throws Exception {
        try (var context = start(onFile())) {
            var dataSource = context.getBean(ConcurrencySafeSqliteDataSource.class);
            var indicator = context.getBean("sqliteHealthIndicator", HealthIndicator.class);
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("CREATE TABLE customer (x)");

                var health = indicator.health();
                assertEquals(Status.UP, health.getStatus(), "a busy database is a healthy one");
                Map<?, ?> details =
                        assertInstanceOf(Map.class, health.getDetails().get("app"), health.getDetails()::toString);
                assertTrue(details.get("holder").toString().contains("CREATE TABLE customer"), details::toString);
                assertTrue(details.get("connections").toString().contains("active=1"), details::toString);
                assertEquals(0L, details.get("leaks"));
                assertTrue(details.containsKey("advice"), details::toString);
                connection.rollback();
            }
            dataSource.close();
            assertEquals(Status.DOWN, indicator.health().getStatus());
        }
    }

    @Test
    void healthOfSpringBoot3IsTheSame() throws Exception {
        try (var dataSource = TwoDataSources.inMemory("app")) {
            var health = new SqliteHealthIndicatorOfSpringBoot3(new SqliteHealth(List.of(dataSource))).health();
            assertEquals(org.springframework.boot.actuate.health.Status.UP, health.getStatus());
            assertTrue(health.getDetails().containsKey("app"), health.getDetails()::toString);
        }
    }

    @Test
    void healthCanBeSwitchedOff() {
        try (var context = start(onFile().with("management.health.sqlite.enabled", false))) {
            assertArrayEquals(new String[0], context.getBeanNamesForType(HealthIndicator.class));
        }
    }

    @Test
    void endpointShowsEachDataSource() throws Exception {
        try (var context = start(new SpringContext(), TwoDataSources.class)) {
            var endpoint = context.getBean(SqliteEndpoint.class);
            var all = new ObjectMapper().readTree(endpoint.snapshots());
            assertEquals(2, all.size());
            assertEquals("first", all.get(0).get("poolName").asText());
            var second = new ObjectMapper().readTree(endpoint.snapshot("second"));
            assertEquals("second", second.get("poolName").asText());
            assertNull(endpoint.snapshot("third"));
        }
    }

    @Test
    void endpointMakesABackupInItsDirectoryOnly() throws Exception {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        try (var context = start(onFile().with("spring.datasource.safesqlite.backup-directory", backups.toString()))) {
            var backup = context.getBean(SqliteEndpoint.class).backup("app");
            assertNotNull(backup);
            Path copy = Path.of(backup.get("backup").toString());
            assertEquals(backups, copy.getParent());
            assertTrue(Files.exists(copy));
            assertNull(context.getBean(SqliteEndpoint.class).backup("other"));
        }
    }

    @Test
    void endpointRefusesABackupWithoutADirectory() {
        try (var context = start(onFile())) {
            var refused = assertThrows(
                    InvalidEndpointRequestException.class,
                    () -> context.getBean(SqliteEndpoint.class).backup("app"));
            assertTrue(refused.getMessage().contains("set backupDirectory"), refused::getMessage);
        }
    }

    private static boolean hasMeters(MeterRegistry registry, String pool) {
        return registry.find("safesqlite.write.hold").tag("pool", pool).meter() != null;
    }

    @Test
    void dataSourcesOfTheApplicationGetMeters() throws Exception {
        try (var context = start(new SpringContext(), Registry.class, TwoDataSources.class)) {
            var registry = context.getBean(MeterRegistry.class);
            assertFalse(hasMeters(registry, "first"), "a DataSource that was never used opens nothing");
            context.getBean("first", ConcurrencySafeSqliteDataSource.class)
                    .getConnection()
                    .close();
            assertTrue(hasMeters(registry, "first"));
        }
    }

    @Test
    void secondDataSourceOfANameWorksWithoutMeters() throws Exception {
        try (var context = start(new SpringContext(), Registry.class, TwoDataSources.class, SecondOfAName.class)) {
            for (String name : List.of("first", "namesake")) {
                context.getBean(name, ConcurrencySafeSqliteDataSource.class)
                        .getConnection()
                        .close();
            }
            assertTrue(hasMeters(context.getBean(MeterRegistry.class), "first"));
        }
    }

    @Test
    void dataSourceInsideAWrapperIsFound() throws Exception {
        try (var context = start(new SpringContext(), Registry.class, Wrapped.class)) {
            assertTrue(hasMeters(context.getBean(MeterRegistry.class), "wrapped"));
            assertNotNull(context.getBean(SqliteEndpoint.class).snapshot("wrapped"));
            var health = context.getBean("sqliteHealthIndicator", HealthIndicator.class)
                    .health();
            assertEquals(Status.UP, health.getStatus());
            assertTrue(health.getDetails().containsKey("wrapped"), health.getDetails()::toString);
            DataSourcePoolMetadata metadata = context.getBean(DataSourcePoolMetadataProvider.class)
                    .getDataSourcePoolMetadata(context.getBean(DataSource.class));
            assertNotNull(metadata);
            assertEquals(0, metadata.getActive());
        }
    }

    @Test
    void healthOfNoDatabaseIsUnknown() {
        try (var context = start(new SpringContext(), DeclaredAsDataSource.class)) {
            var health = context.getBean("sqliteHealthIndicator", HealthIndicator.class)
                    .health();
            assertEquals(Status.UNKNOWN, health.getStatus());
        }
        var ofSpringBoot3 = new SqliteHealthIndicatorOfSpringBoot3(new SqliteHealth(List.of())).health();
        assertEquals(org.springframework.boot.actuate.health.Status.UNKNOWN, ofSpringBoot3.getStatus());
    }
}
