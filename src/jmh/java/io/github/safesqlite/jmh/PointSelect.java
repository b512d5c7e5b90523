// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Opens a connection, reads one row by its key with a prepared statement, closes. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PointSelect {
    /** One thread alone: what the library's own code costs. */
    @Benchmark
    @Threads(1)
    public String oneThread(Database database) throws SQLException {
        return database.pointSelect();
    }

    /** Eight threads on one file. */
    @Benchmark
    @Threads(8)
    public String eightThreads(Database database) throws SQLException {
        return database.pointSelect();
    }
}
