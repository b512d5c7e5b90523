// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Adds to counters with a thousand keys, which are flushed each second meanwhile. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CounterAdds {
    private static final String[] PATHS = new String[1000];

    static {
        for (int i = 0; i < PATHS.length; i++) {
            PATHS[i] = "/page/" + i;
        }
    }

    private TemporaryFolder folder;
    private ConcurrencySafeSqliteDataSource dataSource;
    private Counters counters;
    private Counter hits;

    /** Opens a fresh file. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        folder = new TemporaryFolder();
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.file("count.db")).build());
        try (Connection connection = dataSource.getConnection();
                Statement create = connection.createStatement()) {
            create.execute("CREATE TABLE page (path TEXT PRIMARY KEY, hits INTEGER NOT NULL)");
        }
        counters = dataSource.counters(CountersOptions.defaults());
        hits = counters.counter("page", "hits", Merge.SUM, "path");
    }

    /** Closes and deletes it. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        counters.close();
        dataSource.close();
        folder.close();
    }

    /** One addition. */
    @Benchmark
    @Threads(2)
    public void add() {
        hits.add(1, PATHS[ThreadLocalRandom.current().nextInt(PATHS.length)]);
    }
}
