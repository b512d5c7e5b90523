// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * What a program of one thread pays: each {@link OneThreadWork} with HikariCP and with this library, by turns in one process, so
 * that other load on the machine does not come between the two figures. Each has its classes to itself, so that neither is compiled
 * for what the other does. The rows {@code hikariMicros} and {@code safeMicros} are
 * the processor time of each, added up; their ratio is the result.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
@Threads(1)
public class OneThread {
    /** Two files of the same content. */
    @State(Scope.Benchmark)
    public static class Both {
        /** What is done. */
        @Param
        public OneThreadWork work;

        private TemporaryFolder folder;
        private Isolated hikari;
        private Isolated safe;
        private int round;

        /** Opens both. */
        @Setup(Level.Trial)
        public void open() throws Exception {
            folder = new TemporaryFolder();
            hikari = OneThreadPeer.isolated(Peer.HIKARI_DEFERRED, work, folder.file("hikari.db"));
            safe = OneThreadPeer.isolated(Peer.SAFE, work, folder.file("safe.db"));
        }

        /** Closes both. */
        @TearDown(Level.Trial)
        public void close() throws Exception {
            hikari.close();
            safe.close();
            folder.close();
        }
    }

    /** The processor time that each took. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Spent {
        private long hikariNanos;
        private long safeNanos;

        /** Starts anew. */
        @Setup(Level.Iteration)
        public void reset() {
            hikariNanos = 0;
            safeNanos = 0;
        }

        /** With HikariCP. */
        public long hikariMicros() {
            return TimeUnit.NANOSECONDS.toMicros(hikariNanos);
        }

        /** With this library. */
        public long safeMicros() {
            return TimeUnit.NANOSECONDS.toMicros(safeNanos);
        }
    }

    /** Once with each; which one is first changes from call to call. */
    @Benchmark
    public void byTurns(Both both, Spent spent) {
        both.round++;
        if (both.round % 2 == 0) {
            spent.hikariNanos += OneThreadPeer.run(both.hikari, both.round);
            spent.safeNanos += OneThreadPeer.run(both.safe, both.round);
        } else {
            spent.safeNanos += OneThreadPeer.run(both.safe, both.round);
            spent.hikariNanos += OneThreadPeer.run(both.hikari, both.round);
        }
    }
}
