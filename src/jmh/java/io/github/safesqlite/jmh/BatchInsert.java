// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import io.github.safesqlite.batch.WriteResult;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Inserts rows, one at a time for the caller, in several ways. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class BatchInsert {
    private static final int VIRTUAL_THREADS = 500;
    private static final int ROWS = 100;

    /** The bare driver, a commit for each row: what the disk allows. */
    @Benchmark
    @Threads(1)
    public int bareCommits(BatchDatabase database) throws SQLException {
        return database.bareCommit();
    }

    /** The bare driver, a commit for each 128 rows. */
    @Benchmark
    @Threads(1)
    public int bareBatches(BatchDatabase database) throws SQLException {
        return database.bareBatch();
    }

    /** This library in autocommit. */
    @Benchmark
    @Threads(8)
    public int autocommit(BatchDatabase database) throws SQLException {
        return database.autocommit();
    }

    /** Eight threads that leave their rows to the batch writer. */
    @Benchmark
    @Threads(8)
    public CompletableFuture<WriteResult> submit(BatchDatabase database) {
        return database.submit();
    }

    /** Many threads that wait for each row to be committed. */
    @Benchmark
    @Threads(500)
    public WriteResult submitAndWait(BatchDatabase database) {
        return database.submit().join();
    }

    /** The same with virtual threads, which need Java 21: each of 500 waits for {@value #ROWS} rows, one after the other. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(VIRTUAL_THREADS * ROWS)
    public void submitAndWaitOnVirtualThreads(BatchDatabase database) throws Exception {
        ExecutorService threads = virtualThreads();
        for (int i = 0; i < VIRTUAL_THREADS; i++) {
            threads.execute(() -> submitAndWait(database, ROWS));
        }
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("Not all rows were written within a minute.");
        }
    }

    private static void submitAndWait(BatchDatabase database, int rows) {
        for (int i = 0; i < rows; i++) {
            database.submit().join();
        }
    }

    // By reflection: the benchmarks are compiled for Java 17.
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
