// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.OptionAgreementTest;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;

/** When an application gets the DataSource, and with which settings; src/clients runs it in Spring Boot itself. */
class SafeSqliteAutoConfigurationTest {
    @TempDir
    Path folder;

    /** A DataSource of the application. */
    static class OwnDataSource {
        @Bean
        DataSource own() {
            return new HikariDataSource();
        }
    }

    private static SqliteConfig configOf(SpringContext context) throws Exception {
        try (var started = context.start(SafeSqliteAutoConfiguration.class)) {
            return started.getBean(ConcurrencySafeSqliteDataSource.class).config();
        }
    }

    private static InvalidPropertiesException failureOf(SpringContext context) {
        BeanCreationException failure =
                assertThrows(BeanCreationException.class, () -> context.start(SafeSqliteAutoConfiguration.class));
        return assertInstanceOf(InvalidPropertiesException.class, causeOf(failure), failure::toString);
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable each = failure;
        while (each != null && !(each instanceof InvalidPropertiesException)) {
            each = each.getCause();
        }
        return each;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite:", "jdbc:safesqlite:", "JDBC:SQLite:"})
    void urlOfSqliteGivesTheDataSourceUntilTheApplicationCloses(String prefix) throws Exception {
        Path file = folder.resolve("app.db");
        ConcurrencySafeSqliteDataSource dataSource;
        try (var context = SpringContext.withUrl(prefix + file).start(SafeSqliteAutoConfiguration.class)) {
            dataSource = context.getBean(ConcurrencySafeSqliteDataSource.class);
            assertTrue(Files.notExists(file), "the first connection opens the database");
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (x)");
            }
        }
        assertTrue(Files.exists(file));
        assertThrows(SessionClosedException.class, dataSource::getConnection);
    }

    @ParameterizedTest
    @CsvSource({
        "spring.datasource.safesqlite.enabled, false",
        "spring.datasource.type, com.zaxxer.hikari.HikariDataSource",
        "spring.datasource.driver-class-name, net.ucanaccess.jdbc.UcanaccessDriver",
        "spring.datasource.jndi-name, jdbc/app",
        "spring.datasource.url, jdbc:h2:mem:app",
        "spring.datasource.url, ''"
    })
    void whoAsksForAnotherDataSourceGetsNone(String property, String value) {
        try (var context = SpringContext.withUrl("jdbc:sqlite::memory:")
                .with(property, value)
                .start(SafeSqliteAutoConfiguration.class)) {
            assertArrayEquals(new String[0], context.getBeanNamesForType(DataSource.class));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "spring.datasource.safesqlite.enabled, true",
        "spring.datasource.type, io.github.safesqlite.ConcurrencySafeSqliteDataSource",
        "spring.datasource.driver-class-name, org.sqlite.JDBC",
        "spring.datasource.driver-class-name, io.github.safesqlite.SafeSqliteDriver"
    })
    void whoAsksForThisOneGetsIt(String property, String value) throws Exception {
        assertEquals(
                ":memory:",
                configOf(SpringContext.withUrl("jdbc:sqlite::memory:").with(property, value))
                        .file());
    }

    @Test
    void dataSourceOfTheApplicationWins() {
        try (var context = SpringContext.withUrl("jdbc:sqlite::memory:")
                .start(OwnDataSource.class, SafeSqliteAutoConfiguration.class)) {
            assertInstanceOf(HikariDataSource.class, context.getBean(DataSource.class));
        }
    }

    static Set<String> options() {
        return OptionAgreementTest.samples().keySet();
    }

    @ParameterizedTest
    @MethodSource("options")
    void eachOptionIsAProperty(String option) throws Exception {
        String sample = OptionAgreementTest.samples().get(option);
        String expected = SqliteConfig.builder(":memory:")
                .option(option, sample)
                .build()
                .options()
                .get(option);
        String kebab = option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        String variable = "SPRING_DATASOURCE_SAFESQLITE_" + kebab.toUpperCase(Locale.ROOT);
        for (SpringContext context : List.of(
                memory().with("spring.datasource.safesqlite." + option, sample),
                memory().with("spring.datasource.safesqlite." + kebab, sample),
                memory().withVariable(variable.replace("-", ""), sample),
                memory().withVariable(variable.replace('-', '_'), sample))) {
            assertEquals(expected, configOf(context).options().get(option));
        }
    }

    /** A registry of the application. */
    static class OneRegistry {
        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    /** A second one, so that none is the one to take. */
    static class OtherRegistry {
        @Bean
        MeterRegistry other() {
            return new SimpleMeterRegistry();
        }
    }

    @Test
    void theMeterRegistryOfTheApplicationGetsTheMeters() throws Exception {
        try (var context = memory().with("spring.datasource.safesqlite.pool-name", "ledger")
                .start(
                        OneRegistry.class,
                        SafeSqliteAutoConfiguration.class,
                        SafeSqliteManagementAutoConfiguration.class)) {
            context.getBean(DataSource.class).getConnection().close();
            Gauge max = context.getBean(MeterRegistry.class)
                    .get("hikaricp.connections.max")
                    .tag("pool", "ledger")
                    .gauge();
            assertEquals(10, max.value());
        }
    }

    @Test
    void ofTwoRegistriesNoneIsTaken() throws Exception {
        try (var context = memory().start(
                        OneRegistry.class,
                        OtherRegistry.class,
                        SafeSqliteAutoConfiguration.class,
                        SafeSqliteManagementAutoConfiguration.class)) {
            context.getBean(DataSource.class).getConnection().close();
            assertEquals(
                    List.of(), context.getBean("registry", MeterRegistry.class).getMeters());
        }
    }

    private static SpringContext memory() {
        return SpringContext.withUrl("jdbc:safesqlite::memory:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foreign_keys", "foreign-keys", "foreignKeys"})
    void pragmasAreProperties(String name) throws Exception {
        SqliteConfig config = configOf(memory().with("spring.datasource.safesqlite." + name, "on"));
        assertEquals("on", config.pragmas().get("foreign_keys"));
    }

    @Test
    void propertiesOverrideTheUrl() throws Exception {
        SqliteConfig config =
                configOf(SpringContext.withUrl("jdbc:safesqlite::memory:?writeTimeout=1s&connectionTimeout=2s")
                        .with("spring.datasource.safesqlite.write-timeout", "3s"));
        assertEquals(Duration.ofSeconds(3), config.writeTimeout());
        assertEquals(Duration.ofSeconds(2), config.connectionTimeout());
    }

    /** Whoever had HikariCP keeps what was configured for it. */
    @Test
    void settingsOfHikariCPAreKept() throws Exception {
        SqliteConfig config = configOf(memory().with("spring.datasource.name", "ledger")
                .with("spring.datasource.hikari.maximum-pool-size", "4")
                .with("spring.datasource.hikari.minimum-idle", "1")
                .with("spring.datasource.hikari.connection-timeout", "2500")
                .with("spring.datasource.hikari.connection-init-sql", "SELECT 1")
                .with("spring.datasource.hikari.data-source-properties.foreign_keys", "on")
                .with("spring.datasource.safesqlite.minimumIdle", "3"));
        assertEquals("ledger", config.poolName());
        assertEquals(4, config.maximumPoolSize());
        assertEquals(3, config.minimumIdle());
        assertEquals(Duration.ofMillis(2500), config.connectionTimeout());
        assertEquals(Optional.of("SELECT 1"), config.initSql());
        assertEquals("on", config.pragmas().get("foreign_keys"));
    }

    /** YAML reads an unquoted off as false. */
    @Test
    void falseIsOff() throws Exception {
        SqliteConfig config = configOf(memory().with("spring.datasource.safesqlite.leak-detection-threshold", false)
                .with("spring.datasource.safesqlite.cache-memory", false));
        assertEquals(Optional.empty(), config.leakDetectionThreshold());
        assertEquals(Optional.empty(), config.cacheMemory());
    }

    @Test
    void wrongValuesAreReportedTogetherWithTheirProperties() {
        InvalidPropertiesException failure = failureOf(SpringContext.withUrl("jdbc:sqlite::memory:?idleTimeout=never")
                .with("spring.datasource.safesqlite.maximum-pool-size", 0)
                .with("spring.datasource.safesqlite.write-timeout", "soon")
                .with("spring.datasource.safesqlite.maximum-pol-size", 4));
        assertEquals(4, failure.problems().size(), failure::getMessage);
        assertProblem(
                failure,
                "maximumPoolSize must be from 1 to 1000, was 0 (spring.datasource.safesqlite.maximum-pool-size");
        assertProblem(failure, "was \"soon\" (spring.datasource.safesqlite.write-timeout");
        assertProblem(failure, "did you mean \"maximumPoolSize\"?) (spring.datasource.safesqlite.maximum-pol-size");
        assertProblem(failure, "was \"never\" (spring.datasource.url)");
        FailureAnalysis analysis = new InvalidPropertiesAnalyzer().analyze(failure);
        for (String problem : failure.problems()) {
            assertTrue(analysis.getDescription().contains("\n    " + problem), analysis::getDescription);
        }
    }

    private static void assertProblem(InvalidPropertiesException failure, String text) {
        assertTrue(failure.problems().stream().anyMatch(problem -> problem.contains(text)), failure::getMessage);
    }

    @Test
    void contradictionsNameBothProperties() {
        InvalidPropertiesException failure = failureOf(memory().with("spring.datasource.safesqlite.minimum-idle", 5)
                .with("spring.datasource.safesqlite.maximum-pool-size", 2));
        assertEquals(1, failure.problems().size(), failure::getMessage);
        assertProblem(failure, "spring.datasource.safesqlite.minimum-idle");
        assertProblem(failure, "spring.datasource.safesqlite.maximum-pool-size");
    }
}
