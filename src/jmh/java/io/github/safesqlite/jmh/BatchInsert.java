// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import io.github.safesqlite.batch.WriteResult;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
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
}
