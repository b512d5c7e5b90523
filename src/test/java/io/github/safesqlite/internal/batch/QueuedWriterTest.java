// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterException.Reason;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The writer with a stub in place of the database: what it hands over together, and that nobody waits for ever. */
class QueuedWriterTest {
    private static final String INSERT = "insert into t values (?)";

    private static QueuedWriter writer(BatchTarget target) {
        return new QueuedWriter(
                BatchWriterOptions.builder().linger(Duration.ZERO).build(),
                Ticker.system(),
                target,
                new WriterHome(Duration.ofSeconds(60), Listeners.of(), writer -> {}));
    }

    private static void succeed(List<Write<?>> batch) {
        Outcomes outcomes = new Outcomes();
        batch.forEach(write ->
                outcomes.succeeded((StatementWrite) write, new WriteResult(1, OptionalLong.empty(), List.of())));
        outcomes.settle();
    }

    @Test
    void whatQueuesDuringACommitIsTheNextBatch() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(1);
        List<Integer> sizes = new ArrayList<>();
        try (QueuedWriter writer = writer(batch -> {
            sizes.add(batch.size());
            begun.countDown();
            await(queued);
            succeed(batch);
        })) {
            writer.submit(INSERT, 1);
            await(begun);
            CompletableFuture<WriteResult> last = null;
            for (int i = 0; i < 100; i++) {
                last = writer.submit(INSERT, i);
            }
            queued.countDown();
            last.get(60, TimeUnit.SECONDS);
        }
        assertEquals(List.of(1, 100), sizes);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }

    @Test
    void targetThatThrowsLeavesNobodyWaiting() throws Exception {
        IllegalStateException broken = new IllegalStateException("a bug");
        try (QueuedWriter writer = writer(batch -> {
            throw broken;
        })) {
            CompletableFuture<WriteResult> future = writer.submit(INSERT, 1);
            ExecutionException failure = assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS));
            BatchWriterException doubt = assertInstanceOf(BatchWriterException.class, failure.getCause());
            assertEquals(Reason.IN_DOUBT, doubt.reason());
            assertEquals(broken, doubt.getCause());
            writer.submit(INSERT, 2);
            assertThrows(ExecutionException.class, () -> writer.flush().get(60, TimeUnit.SECONDS));
        }
    }
}
