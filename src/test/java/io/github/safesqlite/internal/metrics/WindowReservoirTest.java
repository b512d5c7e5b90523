// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.codahale.metrics.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowReservoirTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final WindowReservoir reservoir = new WindowReservoir(clock);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void valueStaysForTwoMinutesAndIsGoneAfterTwoAndAHalf() {
        for (int start = 0; start < 60; start++) {
            WindowReservoir started = new WindowReservoir(clock);
            clock.advance(SECOND.multipliedBy(start));
            started.update(42);
            clock.advance(Duration.ofMinutes(2));
            assertEquals(1, started.size(), "recorded in second " + start);
            clock.advance(Duration.ofSeconds(30));
            assertEquals(0, started.size(), "recorded in second " + start);
        }
    }

    @Test
    void oldValuesGiveWayToNewOnes() {
        reservoir.update(1_000_000);
        for (int i = 0; i < 1000; i++) {
            clock.advance(SECOND);
            reservoir.update(7);
        }
        Snapshot snapshot = reservoir.getSnapshot();
        assertEquals(7, snapshot.getMax());
        assertEquals(1000 % 30 + 1 + 4 * 30, reservoir.size());
    }

    @Test
    void afterALongRestNothingOldIsLeftAndNewValuesCount() {
        reservoir.update(1_000_000);
        clock.advance(Duration.ofDays(400));
        assertEquals(0, reservoir.getSnapshot().getMax());
        reservoir.update(7);
        assertEquals(1, reservoir.size());
        assertEquals(7, reservoir.getSnapshot().getMax());
    }

    @Test
    void twoReportersSeeTheSame() {
        for (int i = 1; i <= 100; i++) {
            reservoir.update(i);
            clock.advance(SECOND);
            reservoir.getSnapshot();
        }
        Snapshot first = reservoir.getSnapshot();
        Snapshot second = reservoir.getSnapshot();
        assertEquals(100, first.size());
        assertArrayEquals(first.getValues(), second.getValues());
        assertEquals(99, first.get99thPercentile());
        assertEquals(99, second.get99thPercentile());
    }

    @Test
    void snapshotStaysAsItIs() {
        reservoir.update(5);
        Snapshot before = reservoir.getSnapshot();
        reservoir.update(100);
        clock.advance(Duration.ofHours(1));
        assertEquals(5, before.getMax());
        assertArrayEquals(new long[] {5}, before.getValues());
    }

    @Test
    void percentilesAreRightUnderConcurrentUpdatesThatSpanTheWindow() throws Exception {
        int perThread = 50_000;
        List<long[]> all = new ArrayList<>();
        List<Callable<Void>> writers = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(4);
        for (int seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            long[] values = random.doubles(perThread)
                    .mapToLong(share -> (long) (50_000 / (1.0001 - share)))
                    .toArray();
            all.add(values);
            boolean movesTime = seed == 1;
            writers.add(() -> {
                together.await(60, TimeUnit.SECONDS);
                for (int i = 0; i < values.length; i++) {
                    reservoir.update(values[i]);
                    // All in all 100 seconds, so nothing leaves the window.
                    if (movesTime && i % 500 == 0) {
                        clock.advance(SECOND);
                    }
                }
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(writers)) {
            done.get();
        }
        long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        Snapshot snapshot = reservoir.getSnapshot();
        assertEquals(sorted.length, reservoir.size());
        for (double share : new double[] {0.5, 0.75, 0.95, 0.98, 0.99, 0.999}) {
            double exact = sorted[(int) Math.ceil(share * sorted.length) - 1];
            assertEquals(exact, snapshot.getValue(share), exact / 128, "share " + share);
        }
        assertEquals(sorted[0], snapshot.getMin());
        assertEquals(sorted[sorted.length - 1], snapshot.getMax());
    }

    @Test
    void noValueIsLostWhenSeveralThreadsBeginAnInterval() throws Exception {
        int rounds = 2000;
        CyclicBarrier together = new CyclicBarrier(4, () -> clock.advance(Duration.ofSeconds(30)));
        List<Callable<Void>> writers = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean first = i == 0;
            writers.add(() -> {
                for (int round = 0; round < rounds; round++) {
                    together.await(60, TimeUnit.SECONDS);
                    reservoir.update(round);
                    together.await(60, TimeUnit.SECONDS);
                    if (first) {
                        sizes.add(reservoir.size());
                    }
                }
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(writers)) {
            done.get();
        }
        // The barrier moves time twice a round: of five intervals, every second one had four values.
        assertEquals(4, sizes.get(0));
        assertEquals(List.of(8), sizes.stream().skip(1).distinct().toList());
    }

    /** A thread finds no interval of now in the place; before it can put one there, another thread does. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 150, 300})
    void threadThatComesSecondCountsInTheIntervalOfTheFirst(int secondsAway) {
        AtomicBoolean away = new AtomicBoolean();
        WindowReservoir[] shared = new WindowReservoir[1];
        shared[0] = new WindowReservoir(clock, () -> {
            if (away.getAndSet(false)) {
                clock.advance(SECOND.multipliedBy(secondsAway));
                shared[0].update(2);
            }
            return new Buckets();
        });
        shared[0].update(0);
        clock.advance(Duration.ofSeconds(150));
        away.set(true);
        shared[0].update(1);
        assertArrayEquals(new long[] {1, 2}, shared[0].getSnapshot().getValues());
    }
}
