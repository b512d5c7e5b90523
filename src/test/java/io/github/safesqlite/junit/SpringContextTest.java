// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

/** Leaks of tests whose DataSource is a bean of a Spring test context, which they did not build and do not close. */
class SpringContextTest {
    static Path file;

    /** Else the garbage collector may have the library take one back before it is looked for. */
    private static final List<Connection> LEAKED = new ArrayList<>();

    @TempDir
    Path directory;

    @Configuration
    static class App {
        @Bean
        DataSource dataSource() throws SQLException {
            var source = new ConcurrencySafeSqliteDataSource(
                    SqliteConfig.builder(file).build());
            new JdbcTemplate(source).execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY)");
            // As an application may have it: the bean is a wrapper.
            return new TransactionAwareDataSourceProxy(source);
        }

        @Bean(destroyMethod = "close")
        ConcurrencySafeSqliteDataSource target(DataSource dataSource) throws SQLException {
            return dataSource.unwrap(ConcurrencySafeSqliteDataSource.class);
        }

        @Bean
        PlatformTransactionManager transactionManager(ConcurrencySafeSqliteDataSource target) {
            return new DataSourceTransactionManager(target);
        }
    }

    @ContextConfiguration(classes = App.class)
    @DirtiesContext
    abstract static class Beans {
        @Autowired
        DataSource dataSource;

        @Autowired
        ConcurrencySafeSqliteDataSource target;

        @Test
        void worksWithATemplate() {
            new JdbcTemplate(dataSource).update("INSERT INTO t DEFAULT VALUES");
        }

        @Test
        @Transactional
        void worksInATransactionOfTheTest() {
            new JdbcTemplate(dataSource).update("INSERT INTO t DEFAULT VALUES");
        }

        @Test
        void leaksConnection() {
            LEAKED.add(DataSourceUtils.getConnection(target));
        }

        @Test
        void leaksTransaction() throws SQLException {
            Connection connection = target.getConnection();
            LEAKED.add(connection);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO t DEFAULT VALUES");
            }
        }

        @Test
        @Transactional
        void leaksAnotherConnectionBesideItsTransaction() throws SQLException {
            LEAKED.add(target.getConnection());
        }
    }

    static class LeaksFirst extends Beans {
        @RegisterExtension
        @Order(1)
        static final LeakExtension LEAKS = new LeakExtension().withGrace(Duration.ofMillis(50));

        @RegisterExtension
        @Order(2)
        static final SpringExtension SPRING = new SpringExtension();
    }

    static class SpringFirst extends Beans {
        @RegisterExtension
        @Order(1)
        static final SpringExtension SPRING = new SpringExtension();

        @RegisterExtension
        @Order(2)
        static final LeakExtension LEAKS = new LeakExtension().withGrace(Duration.ofMillis(50));
    }

    private static Map<String, Throwable> failuresOf(Class<?> tests) {
        Map<String, Throwable> failures = new TreeMap<>();
        for (Event event : EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .allEvents()
                .filter(event -> event.getType() == EventType.FINISHED)
                .toList()) {
            String name = event.getTestDescriptor().getDisplayName().replace("()", "");
            event.getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .ifPresent(failure -> failures.put(name, failure));
        }
        return failures;
    }

    private void checkFailures(Class<?> tests) {
        file = directory.resolve("app.db");
        Map<String, Throwable> failures = failuresOf(tests);
        assertEquals(
                Set.of("leaksConnection", "leaksTransaction", "leaksAnotherConnectionBesideItsTransaction"),
                failures.keySet(),
                failures::toString);
        failures.forEach((test, failure) -> {
            assertTrue(failure instanceof LeakError, () -> test + ": " + failure);
            assertTrue(
                    failure.getMessage().startsWith(tests.getSimpleName() + "." + test + " leaked 1 resource:"),
                    failure.getMessage());
            assertTrue(
                    Arrays.stream(failure.getCause().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals(test)),
                    test);
        });
    }

    @Test
    void leaksAreFoundAndTransactionsOfTestsAreNoLeaks() {
        checkFailures(LeaksFirst.class);
    }

    @Test
    void orderOfTheExtensionsDoesNotMatter() {
        checkFailures(SpringFirst.class);
    }

    @Test
    void assertionLooksThroughTheWrappersOfSpring() throws SQLException {
        try (var source = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(directory.resolve("app.db")).build());
                Connection connection = source.getConnection()) {
            assertTrue(!connection.isClosed());
            assertThrows(
                    LeakError.class,
                    () -> LeakAssertions.assertNoLeaks(new TransactionAwareDataSourceProxy(source), Duration.ZERO));
        }
    }
}
