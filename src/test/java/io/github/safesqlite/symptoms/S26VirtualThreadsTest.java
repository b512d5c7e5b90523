// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Symptom 26: virtual threads that wait in SQLite keep their carriers, until none is left for anybody else. */
class S26VirtualThreadsTest {
    private static final int WRITERS = 10_000;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final AtomicInteger retries = new AtomicInteger();
    private ExecutorService threads;
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws Throwable {
        threads = virtualThreads();
        assumeTrue(threads != null, "this JDK has no virtual threads");
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .writeTimeout(Duration.ofSeconds(60))
                .retryAttempts(1_000_000)
                .slowWriteThresholdOff()
                .listener(new InlineListener() {
                    @Override
                    public void busyRetried(long sessionId, int attempt) {
                        retries.incrementAndGet();
                    }
                }));
        Sql.run(source, "CREATE TABLE t(a)");
    }

    @AfterEach
    void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    /** An executor with a virtual thread per task, or null before JDK 21. */
    private static ExecutorService virtualThreads() throws Throwable {
        try {
            MethodHandle factory = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) factory.invoke();
        } catch (NoSuchMethodException olderJdk) {
            return null;
        }
    }

    @Test
    @Timeout(120)
    void tenThousandWritersAllWrite() throws Exception {
        List<Future<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String insert = "INSERT INTO t VALUES (" + i % 7 + ")";
            boolean transaction = i % 10 == 0;
            writes.add(threads.submit(() -> transaction ? inTransaction(insert) : Sql.run(source, insert)));
        }
        for (Future<Integer> write : writes) {
            assertEquals(1, write.get(100, TimeUnit.SECONDS));
        }
        assertEquals(WRITERS, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    private int inTransaction(String insert) throws Exception {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            int count = Sql.run(connection, insert);
            connection.commit();
            return count;
        }
    }

    @Test
    @Timeout(120)
    void threadsThatDoNotUseTheDatabaseGoOnWhileManyWaitForAForeignLock() throws Exception {
        int writers = 200;
        List<Future<Integer>> writes = new ArrayList<>();
        try (Connection foreign = Sql.foreign(source)) {
            foreign.setAutoCommit(false);
            Sql.run(foreign, "INSERT INTO t VALUES (-1)");
            for (int i = 0; i < writers; i++) {
                writes.add(threads.submit(() -> Sql.run(source, "INSERT INTO t VALUES (1)")));
            }
            until(() -> source.statistics().writeWaiters() == writers - 1 && retries.get() > 10);
            for (int i = 0; i < 100; i++) {
                assertTrue(
                        threads.submit(() -> Thread.currentThread().isDaemon()).get(60, TimeUnit.SECONDS));
            }
            int before = retries.get();
            until(() -> retries.get() > before);
            assertTrue(writes.stream().noneMatch(Future::isDone), "the foreign lock is still held");
            foreign.commit();
        }
        for (Future<Integer> write : writes) {
            assertNotNull(write.get(60, TimeUnit.SECONDS));
        }
        assertEquals(writers + 1, Sql.ask(source, "SELECT count(*) FROM t"));
    }
}
