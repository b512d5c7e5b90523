// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * The point select without and with metrics, by turns in one process where both DataSources are open and warm, so that forks,
 * the compiler's moods and other load on the machine do not come between the two figures. The rows {@code offMicros} and
 * {@code onMicros} are the processor time of each, added up; their ratio is the result.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 10, time = 2)
@Threads(1)
public class MetricsCost {
    private static final int SELECTS = 50;
    // A point select waits for nothing; what others do on the machine is not in its processor time.
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    /** Two files of the same content. */
    @State(Scope.Benchmark)
    public static class Both {
        private final Database off = new Database();
        private final Database on = new Database();

        /** Opens both. */
        @Setup(Level.Trial)
        public void open() throws Exception {
            off.peer = Peer.SAFE;
            on.peer = Peer.SAFE_METRICS;
            off.open();
            on.open();
        }

        /** Closes both. */
        @TearDown(Level.Trial)
        public void close() throws Exception {
            off.close();
            on.close();
        }
    }

    /** The processor time that each took. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Spent {
        private long offNanos;
        private long onNanos;
        private boolean offFirst;

        private boolean swap() {
            offFirst = !offFirst;
            return offFirst;
        }

        /** Starts anew. */
        @Setup(Level.Iteration)
        public void reset() {
            offNanos = 0;
            onNanos = 0;
        }

        /** Without metrics. */
        public long offMicros() {
            return TimeUnit.NANOSECONDS.toMicros(offNanos);
        }

        /** With metrics. */
        public long onMicros() {
            return TimeUnit.NANOSECONDS.toMicros(onNanos);
        }
    }

    private static int selects(Database database) throws SQLException {
        int length = 0;
        for (int i = 0; i < SELECTS; i++) {
            length += database.pointSelect().length();
        }
        return length;
    }

    /** Some selects of each kind; which kind is first changes from call to call. */
    @Benchmark
    public int byTurns(Both both, Spent spent) throws SQLException {
        return spent.swap() ? off(both, spent) + on(both, spent) : on(both, spent) + off(both, spent);
    }

    private static int off(Both both, Spent spent) throws SQLException {
        long start = CLOCK.getCurrentThreadCpuTime();
        int length = selects(both.off);
        spent.offNanos += CLOCK.getCurrentThreadCpuTime() - start;
        return length;
    }

    private static int on(Both both, Spent spent) throws SQLException {
        long start = CLOCK.getCurrentThreadCpuTime();
        int length = selects(both.on);
        spent.onNanos += CLOCK.getCurrentThreadCpuTime() - start;
        return length;
    }
}
