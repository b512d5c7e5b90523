// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.junit.LeakError;
import io.github.safesqlite.spring.SqliteTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;

/** What {@link SqliteTest} does for tests of an application, each of which is run here by hand. */
class SliceTest {
    private static final List<Path> FILES = new CopyOnWriteArrayList<>();

    /** What each test finds, whichever annotation of Spring Boot starts the application. */
    abstract static class OnAFile {
        @Autowired
        DataSource dataSource;

        @Autowired
        JdbcTemplate jdbc;

        @Test
        void fileIsOfThisTestAndTheParametersAreOfTheApplication() {
            assertInstanceOf(ConcurrencySafeSqliteDataSource.class, dataSource);
            Path file = Path.of(
                    jdbc.queryForObject("SELECT file FROM pragma_database_list WHERE name = 'main'", String.class));
            assertTrue(Files.exists(file));
            FILES.add(file);
            assertEquals(1, jdbc.queryForObject("PRAGMA foreign_keys", Integer.class));
            jdbc.execute("CREATE TABLE mine (value INTEGER)");
        }
    }

    @SpringBootTest
    @SqliteTest
    @DirtiesContext
    abstract static class CountersTest extends OnAFile {
        @Autowired
        Counters counters;

        @Test
        void counts() {
            counters.increment();
            assertEquals(1, counters.value());
        }
    }

    static class OneTest extends CountersTest {
        @Nested
        class Inside {
            @Autowired
            Counters inner;

            @Test
            void sharesTheFile() {
                assertEquals(1, inner.value());
            }
        }
    }

    static class OtherTest extends CountersTest {}

    @JdbcSlice
    @SqliteTest
    @DirtiesContext
    static class JdbcSliceTest extends OnAFile {}

    @JpaSlice
    @SqliteTest
    @DirtiesContext
    static class JpaSliceTest extends OnAFile {}

    @SpringBootTest
    @SqliteTest
    @DirtiesContext
    static class LeakingTest {
        @Autowired
        DataSource dataSource;

        /** Kept, so that it is open at the end of the test and not taken back by the garbage collection. */
        private Connection forgotten;

        @Test
        void leaks() throws SQLException {
            forgotten = dataSource.getConnection();
        }
    }

    @BeforeEach
    void forget() {
        FILES.clear();
    }

    private static TestExecutionSummary run(Class<?> test) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(test))
                                .build(),
                        listener);
        return listener.getSummary();
    }

    private static void assertRuns(Class<?> test) {
        TestExecutionSummary summary = run(test);
        summary.getFailures().forEach(failure -> failure.getException().printStackTrace());
        assertEquals(0, summary.getTotalFailureCount());
        assertNotEquals(0, summary.getTestsSucceededCount());
        assertFalse(Files.exists(FILES.get(FILES.size() - 1).getParent()), "deleted when the context is closed");
    }

    @Test
    void eachClassHasAFileOfItsOwn() {
        assertRuns(OneTest.class);
        assertRuns(OtherTest.class);
        assertNotEquals(FILES.get(0), FILES.get(1));
    }

    @Test
    void slicesOfJdbcAndJpaUseTheFile() {
        assertRuns(JdbcSliceTest.class);
        assertRuns(JpaSliceTest.class);
    }

    @Test
    void testThatLeaksFails() {
        TestExecutionSummary summary = run(LeakingTest.class);
        assertEquals(1, summary.getTestsFailedCount());
        assertInstanceOf(LeakError.class, summary.getFailures().get(0).getException());
    }
}
