// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.invariant;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.testing.CapturedLog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks after each test what must hold whenever nobody uses a DataSource: the write gate of its file is free, nobody waits,
 * no connection is bound, no session is open, no thread is left over, nothing was logged that the test did not announce.
 * Then it closes the DataSources. Used as a field with {@code @RegisterExtension}, one per test.
 */
public final class InvariantExtension implements BeforeEachCallback, AfterEachCallback {
    private static final String TIMEOUT_TABLE = "io.github.safesqlite.timeout";

    private static final Set<String> SHARED_THREADS =
            Set.of("safesqlite-watch", "safesqlite-timer", "safesqlite-housekeeping", "safesqlite-maintenance");
    private static final Duration SETTLING = Duration.ofSeconds(60);

    private final List<ConcurrencySafeSqliteDataSource> sources = new ArrayList<>();
    private final List<String> expectedLogs = new ArrayList<>();
    private final List<String> allowedLogs = new ArrayList<>();
    private CapturedLog log;

    @Override
    public void beforeEach(ExtensionContext context) {
        log = new CapturedLog();
    }

    /** Opens a DataSource and watches over it. */
    public ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
        return watch(new ConcurrencySafeSqliteDataSource(config.build()));
    }

    /** Watches over a DataSource, which is closed after the test. */
    public ConcurrencySafeSqliteDataSource watch(ConcurrencySafeSqliteDataSource source) {
        sources.add(source);
        return source;
    }

    /** Takes a warning or an error with this text as it comes: whether it is logged depends on the race in the test. */
    public void allowLog(String part) {
        allowedLogs.add(part);
    }

    /** Announces warnings that hold this text. */
    public void expectLog(String part) {
        expectedLogs.add(part);
    }

    /** All that was logged so far, at any level. */
    public String log() {
        return log.text();
    }

    /** Checks that nobody uses the DataSource now; waits a little for work that ends by itself, such as an abort. */
    public static void assertUnused(ConcurrencySafeSqliteDataSource source) {
        await().pollInterval(Duration.ofMillis(2)).atMost(SETTLING).untilAsserted(() -> assertUnusedNow(source));
    }

    private static void assertUnusedNow(ConcurrencySafeSqliteDataSource source) throws SQLException {
        PoolSnapshot now = source.statistics();
        assertEquals(0, now.openSessions(), () -> "open sessions: " + now);
        assertEquals(0, now.active(), () -> "bound connections: " + now);
        assertEquals(now.total(), now.idle(), () -> "idle connections: " + now);
        assertEquals(0, now.pending(), () -> "waiting for a connection: " + now);
        assertEquals(0, now.writeWaiters(), () -> "waiting for the write gate: " + now);
        if (source.config().path().isPresent()) {
            assertTrue(isGateFree(source.config().path().get()), "the write gate is held");
        }
    }

    /** Whether nobody holds the write gate of that file. */
    public static boolean isGateFree(Path file) {
        SharedFile shared = SharedFiles.acquire(FileKey.of(file));
        try {
            return shared.gate().isFree();
        } finally {
            SharedFiles.release(shared);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        try {
            // After a failure the rest would only hide it.
            if (context.getExecutionException().isEmpty()) {
                sources.stream().filter(source -> !source.isClosed()).forEach(InvariantExtension::assertUnused);
            }
        } finally {
            for (ConcurrencySafeSqliteDataSource source : sources) {
                source.close();
            }
            log.close();
        }
        if (context.getExecutionException().isEmpty()) {
            assertNoThreadIsLeft();
            assertLogIsAnnounced();
        }
    }

    private void assertNoThreadIsLeft() {
        await().pollInterval(Duration.ofMillis(2))
                .atMost(SETTLING)
                .untilAsserted(() -> assertEquals(List.of(), ownThreads()));
    }

    private static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("safesqlite-")
                        || name.endsWith("-idle-connections")
                        || name.endsWith("-closer")
                        || name.endsWith("-checkpoints"))
                .filter(name -> !SHARED_THREADS.contains(name))
                .collect(Collectors.toList());
    }

    private void assertLogIsAnnounced() {
        List<String> surprises = log.problems().stream()
                .filter(line -> expectedLogs.stream().noneMatch(line::contains))
                // The table that goes with a timeout is rate-limited; the timeout itself is an exception in the test.
                .filter(line -> !line.contains(TIMEOUT_TABLE))
                // Said once, to whichever test comes first on an old driver.
                .filter(line -> !line.contains("may lose commits when a checkpoint of the write-ahead log runs"))
                .filter(line -> allowedLogs.stream().noneMatch(line::contains))
                .toList();
        assertEquals(List.of(), surprises, "warnings and errors that the test did not announce");
        for (String expected : expectedLogs) {
            assertTrue(log.text().contains(expected), () -> "nothing was logged with: " + expected);
        }
    }
}
