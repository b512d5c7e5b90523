// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.diagnosis.LogEvents;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** Runs classes of leaky tests on a real file, with the extension, and looks at their results. */
class LeakExtensionTest {
    @TempDir
    Path directory;

    @BeforeEach
    void open() throws SQLException {
        Samples.dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(directory.resolve("app.db")).build());
        Samples.write(Samples.dataSource, "CREATE TABLE t(id INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void close() throws SQLException {
        Samples.dataSource.close();
    }

    private static Map<String, Throwable> failuresOf(Class<?> tests, String... parameters) {
        var kit = EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests));
        for (int i = 0; i < parameters.length; i += 2) {
            kit = kit.configurationParameter(parameters[i], parameters[i + 1]);
        }
        EngineExecutionResults results = kit.execute();
        Map<String, Throwable> failures = new TreeMap<>();
        for (Event event : results.allEvents()
                .filter(event -> event.getType() == EventType.FINISHED)
                .toList()) {
            String name = event.getTestDescriptor().getDisplayName().replace("()", "");
            event.getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .ifPresent(failure -> failures.put(name, failure));
        }
        return failures;
    }

    private static void assertStackShows(Throwable cause, String method) {
        assertTrue(
                Arrays.stream(cause.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals(method)),
                () -> "no " + method + " in " + Arrays.toString(cause.getStackTrace()));
    }

    @Test
    void eachKindOfLeakFailsItsTestAndNoOther() throws SQLException {
        Map<String, Throwable> failures = failuresOf(Samples.Leaky.class);
        assertEquals(
                java.util.Set.of(
                        "leaksConnection",
                        "leaksConnectionInAnotherThread",
                        "leaksGate",
                        "leaksResultSet",
                        "leaksStatement",
                        "leaksTransaction"),
                failures.keySet());
        failures.forEach((test, failure) -> {
            assertTrue(failure instanceof LeakError, () -> test + ": " + failure);
            assertStackShows(
                    failure.getCause(), test.equals("leaksConnectionInAnotherThread") ? "openElsewhere" : test);
        });
        assertText(failures, "leaksConnection", "a connection of app");
        assertText(failures, "leaksGate", "holds the write gate, in a transaction that writes");
        assertText(failures, "leaksResultSet", "a result set of connection");
        assertText(failures, "leaksStatement", "a statement of connection");
        assertText(failures, "leaksTransaction", "neither committed nor rolled back");
        assertText(failures, "leaksTransaction", "INSERT INTO t DEFAULT VALUES");
        // Taken back: the next test can work.
        assertNull(Samples.dataSource.snapshot().gate().holder());
        assertEquals(0, Samples.dataSource.statistics().openSessions());
    }

    @Test
    void leakThatIsTakenBackBeforeTheTestEndsFailsItToo() {
        Map<String, Throwable> failures = failuresOf(Samples.Collected.class);
        assertEquals(java.util.Set.of("leaksWhatIsCollected"), failures.keySet());
        Throwable failure = failures.get("leaksWhatIsCollected");
        assertTrue(failure.getMessage().contains("never closed"), failure.getMessage());
        assertStackShows(failure.getCause(), "open");
    }

    private static void assertText(Map<String, Throwable> failures, String test, String text) {
        String message = failures.get(test).getMessage();
        assertTrue(message.contains(text), message);
        assertTrue(message.startsWith("Leaky." + test + " leaked 1 resource:"), message);
    }

    private static Map<String, Throwable> failuresInParallel(Class<?> tests) {
        return failuresOf(
                tests,
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.mode.default",
                "concurrent",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "4");
    }

    @Test
    void threadThatIsOlderThanTheTestsOpensForAllThatRun() throws Exception {
        Samples.OlderThread.older = Executors.newSingleThreadExecutor();
        try {
            Samples.OlderThread.older.submit(() -> {}).get();
            Map<String, Throwable> failures = failuresInParallel(Samples.OlderThread.class);
            // The one that ends first takes the leak back, so that it can be the only one that fails.
            assertFalse(failures.isEmpty());
            failures.forEach((test, failure) -> {
                String cause = failure.getCause().getMessage();
                assertTrue(cause.contains("OlderThread.opensThere") && cause.contains(" or "), cause);
                assertTrue(cause.contains("OlderThread.runsMeanwhile"), cause);
            });
        } finally {
            Samples.OlderThread.older.shutdownNow();
        }
    }

    @Test
    void connectionsAreAttributedToTheirTestAlsoInParallel() {
        Map<String, Throwable> failures = failuresInParallel(Samples.Parallel.class);
        assertEquals(java.util.Set.of("leaksFirst", "leaksSecond"), failures.keySet());
        assertStackShows(failures.get("leaksFirst").getCause(), "leaksFirst");
        assertStackShows(failures.get("leaksSecond").getCause(), "leaksSecond");
        assertTrue(failures.get("leaksFirst").getMessage().startsWith("Parallel.leaksFirst leaked 1 resource:"));
    }

    @Test
    void leakOfTheWholeClassIsFoundAfterIt() {
        Map<String, Throwable> failures = failuresOf(Samples.LeakyClass.class);
        assertEquals(1, failures.size(), failures::toString);
        Throwable failure = failures.values().iterator().next();
        assertStackShows(failure.getCause(), "openForAll");
    }

    @Test
    void allowedLeaksNeedAReasonAndAreTakenBack() throws SQLException {
        Map<String, Throwable> failures;
        try (LogEvents log = new LogEvents()) {
            failures = failuresOf(Samples.Allowed.class);
            var keys = LogEvents.keyValues(log.await("may leak"));
            assertEquals("Allowed.withReason", keys.get("test"));
            assertTrue(keys.get("reason").toString().startsWith("the connection is handed"), keys::toString);
        }
        assertEquals(java.util.Set.of("withoutReason"), failures.keySet());
        assertTrue(failures.get("withoutReason").getMessage().contains("needs a reason"));
        assertEquals(0, Samples.dataSource.statistics().openSessions());
    }

    @Test
    void autodetectionRegistersItEverywhere() {
        assertTrue(failuresOf(Samples.Plain.class).isEmpty());
        Map<String, Throwable> failures =
                failuresOf(Samples.Plain.class, "junit.jupiter.extensions.autodetection.enabled", "true");
        assertEquals(java.util.Set.of("leaks"), failures.keySet());
    }

    @Test
    void connectionsOfTheDriverAreLookedAtOnRequestOnly() throws Exception {
        Samples.url = "jdbc:safesqlite:" + directory.resolve("driver.db");
        assertFalse(failuresOf(Samples.Driver.class).containsKey("notLookedAt"));
        assertTrue(failuresOf(Samples.DriverToo.class).containsKey("leaks"));
        Samples.closeDriverConnections();
    }
}
