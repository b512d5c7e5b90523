// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/** Transactions that read a balance and write it back plus one, all of them on the same row: each begins with a read and always writes. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class ReadThenWrite {
    private static final int THE_ACCOUNT = 1;

    /** Fifty users. */
    @Benchmark
    @Threads(50)
    public long fiftyThreads(Database database, Failures failures, Control control) throws Exception {
        return failures.count(control, () -> database.readThenWrite(THE_ACCOUNT));
    }

    /** A hundred users. */
    @Benchmark
    @Threads(100)
    public long hundredThreads(Database database, Failures failures, Control control) throws Exception {
        return failures.count(control, () -> database.readThenWrite(THE_ACCOUNT));
    }
}
