// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How outcomes get to those who wait, and rows from those who publish. */
class DeliveryTest {
    private static final String INSERT = "insert into t (n) values (?)";

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("batch.db")).build());
        run(dataSource, "create table t (n integer check (n >= 0))");
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    private static BatchWriterOptions.Builder atOnce() {
        return BatchWriterOptions.builder().linger(Duration.ZERO);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static long threadsNamed(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    @Test
    void futuresCompleteOnAThreadOfTheLibraryThatSaysSo() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(atOnce().name("audit").build())) {
            CountDownLatch attached = new CountDownLatch(1);
            writer.submit(connection -> {
                attached.await();
                return 1;
            });
            CompletableFuture<String> name = writer.submit(INSERT, 1)
                    .thenApply(result -> Thread.currentThread().getName());
            attached.countDown();
            assertEquals("safesqlite-completion audit", get(name));
        }
    }

    @Test
    void futuresCompleteOnTheExecutorOfTheApplication() throws Exception {
        ExecutorService own = Executors.newSingleThreadExecutor(work -> new Thread(work, "own"));
        try (BatchWriter writer = dataSource.batchWriter(atOnce().executor(own).build())) {
            CountDownLatch attached = new CountDownLatch(1);
            writer.submit(connection -> {
                attached.await();
                return 1;
            });
            CompletableFuture<String> name = writer.submit(INSERT, 1)
                    .thenApply(result -> Thread.currentThread().getName());
            attached.countDown();
            assertEquals("own", get(name));
        } finally {
            own.shutdownNow();
        }
    }

    @Test
    void executorThatRefusesWorkLosesNoOutcome() throws Exception {
        ExecutorService own = Executors.newSingleThreadExecutor();
        own.shutdown();
        try (BatchWriter writer = dataSource.batchWriter(atOnce().executor(own).build())) {
            assertEquals(1, get(writer.submit(INSERT, 1)).updateCount());
        }
    }

    @Test
    void writingStopsWhileOutcomesAreNotTakenSoMemoryIsBounded() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        try (BatchWriter writer = dataSource.batchWriter(
                atOnce().capacity(8).batchSize(4).overflow(Overflow.FAIL).build())) {
            CountDownLatch attached = new CountDownLatch(1);
            writer.submit(connection -> {
                attached.await();
                return 1;
            });
            writer.submit(INSERT, 1).thenRun(() -> until(() -> taken.getCount() == 0));
            attached.countDown();
            List<CompletableFuture<WriteResult>> accepted = new ArrayList<>();
            until(() -> {
                CompletableFuture<WriteResult> future = writer.submit(INSERT, 1);
                if (!future.isCompletedExceptionally()) {
                    accepted.add(future);
                }
                return writer.snapshot().depth() == 8 && future.isCompletedExceptionally();
            });
            assertTrue(accepted.size() <= 8 + 8 + 2 * 4, accepted.size() + " accepted though no outcome was taken");
            taken.countDown();
            for (CompletableFuture<WriteResult> future : accepted) {
                get(future);
            }
        }
    }

    @Test
    void idleWriterKeepsNoThread() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(atOnce().build())) {
            get(writer.submit(INSERT, 1));
            until(() -> threadsNamed("safesqlite-writer") == 0 && threadsNamed("safesqlite-completion") == 0);
            get(writer.submit(INSERT, 2));
        }
        assertEquals(2, ask(dataSource, "select count(*) from t"));
    }

    @Test
    void subscriberWritesAllOfAPublisher() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(
                        atOnce().capacity(16).batchSize(16).build());
                SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(Runnable::run, 8)) {
            BatchWriter.Subscriber<Integer> subscriber = writer.subscriber(INSERT, item -> new Object[] {item});
            publisher.subscribe(subscriber);
            for (int i = 1; i <= 1000; i++) {
                publisher.submit(i);
            }
            publisher.close();
            assertEquals(1000, get(subscriber.done()));
        }
        assertEquals(500_500, ask(dataSource, "select sum(n) from t"));
    }

    @Test
    void subscriberEndsWithTheFirstFailure() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(atOnce().build());
                SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
            BatchWriter.Subscriber<Integer> subscriber = writer.subscriber(INSERT, item -> new Object[] {item});
            publisher.subscribe(subscriber);
            publisher.submit(-1);
            ExecutionException failure = assertThrows(ExecutionException.class, () -> get(subscriber.done()));
            assertTrue(failure.getCause().getMessage().contains("CHECK"), failure.getMessage());
            until(() -> publisher.getNumberOfSubscribers() == 0);
        }
    }

    @Test
    void subscriberPassesOnTheFailureOfItsPublisher() throws Exception {
        RuntimeException broken = new RuntimeException("source");
        try (BatchWriter writer = dataSource.batchWriter(atOnce().build());
                SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
            BatchWriter.Subscriber<Integer> subscriber = writer.subscriber(INSERT, item -> new Object[] {item});
            publisher.subscribe(subscriber);
            publisher.submit(1);
            publisher.closeExceptionally(broken);
            assertSame(
                    broken,
                    assertThrows(ExecutionException.class, () -> get(subscriber.done()))
                            .getCause());
        }
    }

    @Test
    void virtualThreadsSubmitAndWait() throws Throwable {
        ExecutorService threads;
        try {
            threads = (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (NoSuchMethodException olderJdk) {
            assumeTrue(false, "this JDK has no virtual threads");
            return;
        }
        try (BatchWriter writer = dataSource.batchWriter(atOnce().build())) {
            List<Future<Long>> writes = Stream.<Future<Long>>generate(() ->
                            threads.submit(() -> get(writer.submit(INSERT, 1)).updateCount()))
                    .limit(5000)
                    .toList();
            for (Future<Long> write : writes) {
                assertEquals(1, write.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(5000, ask(dataSource, "select count(*) from t"));
    }
}
