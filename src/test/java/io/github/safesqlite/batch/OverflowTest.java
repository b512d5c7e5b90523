// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static io.github.safesqlite.testing.Waiting.LONG;
import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriterException.Reason;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Actor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when writes come faster than they can be written: another session holds the write gate. */
class OverflowTest {
    private static final String INSERT = "insert into t (n) values (?)";

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private Connection holder;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("batch.db")).build());
        run(dataSource, "create table t (n integer)");
        holder = dataSource.getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        holder.close();
        dataSource.close();
    }

    private static BatchWriterOptions.Builder small() {
        return BatchWriterOptions.builder()
                .capacity(2)
                .batchSize(1)
                .linger(Duration.ZERO)
                .maxBlock(LONG);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static Reason reason(CompletableFuture<?> future) {
        Throwable failure =
                assertThrows(ExecutionException.class, () -> get(future)).getCause();
        return assertInstanceOf(BatchWriterException.class, failure).reason();
    }

    /** Waits until a producer waits for room. */
    private static void untilBlocked(BatchWriter writer) {
        until(() -> writer.snapshot().blocked() == 1);
    }

    /** One batch of one write waits for the gate, and two writes wait behind it. */
    private List<CompletableFuture<WriteResult>> fill(BatchWriter writer) throws SQLException {
        run(holder, "begin immediate");
        List<CompletableFuture<WriteResult>> futures = new ArrayList<>();
        futures.add(writer.submit(INSERT, 0));
        until(() -> dataSource.statistics().writeWaiters() == 1);
        futures.add(writer.submit(INSERT, 1));
        futures.add(writer.submit(INSERT, 2));
        return futures;
    }

    @Test
    void failFailsAtOnce() throws Exception {
        try (BatchWriter writer =
                dataSource.batchWriter(small().overflow(Overflow.FAIL).build())) {
            List<CompletableFuture<WriteResult>> futures = fill(writer);
            assertEquals(Reason.FULL, reason(writer.submit(INSERT, 3)));
            assertTrue(writer.trySubmit(INSERT, 4).isEmpty());
            assertEquals(1, writer.snapshot().dropped());
            run(holder, "commit");
            for (CompletableFuture<WriteResult> future : futures) {
                get(future);
            }
            get(writer.trySubmit(INSERT, 5).orElseThrow());
        }
        assertEquals(0 + 1 + 2 + 5, ask(dataSource, "select sum(n) from t"));
    }

    @Test
    void dropOldestFailsTheOldestThatWaits() throws Exception {
        try (BatchWriter writer =
                dataSource.batchWriter(small().overflow(Overflow.DROP_OLDEST).build())) {
            List<CompletableFuture<WriteResult>> futures = fill(writer);
            CompletableFuture<WriteResult> newest = writer.submit(INSERT, 3);
            assertEquals(Reason.DROPPED, reason(futures.get(1)));
            assertEquals(1, writer.snapshot().dropped());
            assertEquals(2, writer.snapshot().depth());
            CompletableFuture<Void> flush = writer.flush();
            run(holder, "commit");
            get(futures.get(0));
            get(futures.get(2));
            get(newest);
            assertEquals(Reason.DROPPED, reason(flush), "a flush tells of what was lost since the one before");
            get(writer.flush());
        }
        assertEquals(0 + 2 + 3, ask(dataSource, "select sum(n) from t"));
    }

    @Test
    void blockWaitsForRoom() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(small().build());
                Actor producer = new Actor("producer")) {
            fill(writer);
            var submit = producer.starts("submit", () -> writer.submit(INSERT, 3));
            untilBlocked(writer);
            assertTrue(dataSource.snapshot().advice().contains("batch writer batch is full (2 of 2 writes wait"));
            run(holder, "commit");
            get(submit.result());
        }
        assertEquals(0 + 1 + 2 + 3, ask(dataSource, "select sum(n) from t"));
    }

    @Test
    void blockEndsAfterMaxBlock() throws Exception {
        try (BatchWriter writer =
                dataSource.batchWriter(small().maxBlock(Duration.ofMillis(20)).build())) {
            fill(writer);
            assertEquals(Reason.FULL, reason(writer.submit(INSERT, 3)));
            run(holder, "commit");
        }
        assertEquals(0 + 1 + 2, ask(dataSource, "select sum(n) from t"));
    }

    @Test
    void interruptEndsTheWaitAndIsKept() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(small().build());
                Actor producer = new Actor("producer")) {
            fill(writer);
            var submit = producer.starts("submit", () -> {
                CompletableFuture<WriteResult> future = writer.submit(INSERT, 3);
                assertTrue(Thread.currentThread().isInterrupted());
                return future;
            });
            untilBlocked(writer);
            producer.thread().interrupt();
            assertEquals(Reason.INTERRUPTED, reason(submit.result()));
            run(holder, "commit");
        }
    }

    @Test
    void closeEndsTheWaitOfProducers() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(small().build());
                Actor producer = new Actor("producer")) {
            List<CompletableFuture<WriteResult>> futures = fill(writer);
            var submit = producer.starts("submit", () -> writer.submit(INSERT, 3));
            untilBlocked(writer);
            assertEquals(3, writer.close(Duration.ZERO), "two that waited, and one that is being written");
            assertEquals(Reason.CLOSED, reason(submit.result()));
            assertEquals(Reason.CLOSED, reason(futures.get(1)));
            assertEquals(Reason.CLOSED, reason(futures.get(2)));
            assertFalse(futures.get(0).isDone());
            run(holder, "commit");
            get(futures.get(0));
        }
        assertEquals(0, ask(dataSource, "select sum(n) from t"));
    }

    @Test
    void boundInBytesHolds() throws Exception {
        byte[] large = new byte[40_000];
        try (BatchWriter writer = dataSource.batchWriter(BatchWriterOptions.builder()
                .maxBytes(100_000)
                .overflow(Overflow.FAIL)
                .linger(Duration.ofHours(1))
                .build())) {
            assertEquals(Reason.FULL, reason(writer.submit(INSERT, new byte[100_000])), "it never fits");
            run(holder, "begin immediate");
            CompletableFuture<WriteResult> first = writer.submit(INSERT, large);
            CompletableFuture<WriteResult> second = writer.submit(INSERT, large);
            assertEquals(Reason.FULL, reason(writer.submit(INSERT, large)));
            assertTrue(writer.snapshot().bytes() > 80_000 && writer.snapshot().bytes() <= 100_000);
            run(holder, "commit");
            get(first);
            get(second);
            until(() -> writer.snapshot().bytes() == 0);
        }
        assertEquals(2, ask(dataSource, "select count(*) from t"));
    }

    @Test
    void submitThatWouldWaitIsRefusedInAUnit() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(small().build())) {
            CountDownLatch full = new CountDownLatch(1);
            CompletableFuture<String> unit = writer.submit(connection -> {
                full.await();
                return assertThrows(IllegalStateException.class, () -> writer.submit(INSERT, 3))
                        .getMessage();
            });
            until(() -> writer.snapshot().depth() == 0);
            writer.submit(INSERT, 1);
            writer.submit(INSERT, 2);
            full.countDown();
            assertTrue(get(unit).contains("raise capacity (2)"));
        }
    }

    @Test
    void submitThatWouldWaitIsRefusedWhereFuturesComplete() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(small().build())) {
            CountDownLatch attached = new CountDownLatch(1);
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch refused = new CountDownLatch(1);
            writer.submit(connection -> {
                until(() -> attached.getCount() == 0);
                return 1;
            });
            CompletableFuture<String> message = writer.submit(INSERT, 1).thenApply(result -> {
                until(() -> busy.getCount() == 0);
                writer.submit(INSERT, 2);
                writer.submit(INSERT, 3);
                try {
                    return assertThrows(IllegalStateException.class, () -> writer.submit(INSERT, 4))
                            .getMessage();
                } finally {
                    refused.countDown();
                }
            });
            attached.countDown();
            writer.submit(connection -> {
                busy.countDown();
                until(() -> refused.getCount() == 0);
                return 1;
            });
            assertTrue(get(message).contains("on a thread that the batch writer needs"));
        }
        assertEquals(1 + 2 + 3, ask(dataSource, "select sum(n) from t"));
    }

    @Test
    void closeInAUnitIsRefused() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(small().build())) {
            CompletableFuture<Integer> closing = writer.submit(connection -> writer.close(Duration.ofHours(1)));
            assertInstanceOf(
                    IllegalStateException.class,
                    assertThrows(ExecutionException.class, () -> get(closing)).getCause());
        }
    }

    @Test
    void nonsenseIsRefused() {
        List<BatchWriterOptions.Builder> nonsense = List.of(
                BatchWriterOptions.builder().batchSize(0).linger(Duration.ZERO),
                BatchWriterOptions.builder().batchSize(0),
                BatchWriterOptions.builder().batchSize(-1),
                BatchWriterOptions.builder().capacity(0),
                BatchWriterOptions.builder().capacity(127),
                BatchWriterOptions.builder().maxBytes(0),
                BatchWriterOptions.builder().linger(Duration.ofMillis(-1)),
                BatchWriterOptions.builder().maxBlock(Duration.ofMillis(-1)),
                BatchWriterOptions.builder().maxBlock(Duration.ZERO),
                BatchWriterOptions.builder().name(" "));
        for (BatchWriterOptions.Builder each : nonsense) {
            assertThrows(IllegalArgumentException.class, each::build);
        }
        BatchWriterOptions defaults = BatchWriterOptions.defaults();
        assertEquals(1024, defaults.capacity());
        assertEquals(128, defaults.batchSize());
        assertEquals(Duration.ofMillis(50), defaults.linger());
        assertEquals(Overflow.BLOCK, defaults.overflow());
    }
}
