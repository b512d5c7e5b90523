// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** How long a point select takes, open to close, while others write through the same DataSource. Its p99 is the figure. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReadBesideWriters {
    /**
     * Threads that run write transactions without a pause. A writer that fails is reported at the end of its iteration.
     * They live for an iteration, not for the trial, because JMH may close the database before it stops them there.
     */
    @State(Scope.Benchmark)
    public static class Writers {
        // A writer of the peer may wait for a connection and then for the lock, each for up to 30 s.
        private static final long END_SECONDS = 90;

        /** How many threads write. */
        @Param({"1", "50"})
        public int writers;

        private final List<Future<?>> running = new ArrayList<>();
        private ExecutorService threads;
        private volatile boolean stopped;

        /** Starts the writers. */
        @Setup(Level.Iteration)
        public void start(Database database) {
            stopped = false;
            running.clear();
            threads = Executors.newFixedThreadPool(writers);
            for (int i = 0; i < writers; i++) {
                running.add(threads.submit(() -> write(database)));
            }
        }

        private Void write(Database database) throws SQLException {
            while (!stopped) {
                database.smallTransaction();
            }
            return null;
        }

        /** Ends the writers and waits for them. */
        @TearDown(Level.Iteration)
        public void stop() throws Exception {
            stopped = true;
            threads.shutdown();
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("writers did not end within " + END_SECONDS + " s");
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        }
    }

    /** One reader beside the writers. */
    @Benchmark
    @Threads(1)
    public String read(Database database, Writers writers) throws SQLException {
        return database.pointSelect();
    }
}
