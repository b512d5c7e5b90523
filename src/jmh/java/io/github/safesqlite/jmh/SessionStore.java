// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What the session store of the sample service does, by eight threads. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(8)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class SessionStore {
    /** Inserts. */
    @Benchmark
    public String create(SessionTable table) throws SQLException {
        return table.create();
    }

    /** Updates of one row. */
    @Benchmark
    public int touch(SessionTable table) throws SQLException {
        return table.touch();
    }

    /** Reads of one row. */
    @Benchmark
    public String get(SessionTable table) throws SQLException {
        return table.get();
    }

    /** Of ten calls one inserts, three update and six read. */
    @Benchmark
    public Object mixed(SessionTable table) throws SQLException {
        int any = ThreadLocalRandom.current().nextInt(10);
        if (any == 0) {
            return table.create();
        }
        return any <= 3 ? (Object) table.touch() : table.get();
    }
}
