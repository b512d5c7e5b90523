// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The sampler keeps a bounded history and wakes up those who wait. */
class SamplerTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void keepsOnlyTheNewestPoints() {
        try (Sampler sampler = new Sampler(source(), SHORT)) {
            await().until(() -> sampler.history().number() > Sampler.LONGEST_HISTORY + 20);
            Sampler.History history = sampler.history();
            assertEquals(Sampler.LONGEST_HISTORY, history.points().size());
            assertEquals(
                    history.number(),
                    history.points().get(Sampler.LONGEST_HISTORY - 1).time());
        }
    }

    @Test
    void waitsForANewerSample() throws Exception {
        try (Sampler sampler = new Sampler(source(), SHORT)) {
            Sampler.Numbered first = sampler.after(0).orElseThrow();
            Sampler.Numbered second = sampler.after(first.number()).orElseThrow();
            assertTrue(second.number() > first.number(), first + " then " + second);
            assertEquals(second.number(), second.sample().point().time());
        }
    }

    @Test
    void letsGoOfThoseWhoWaitWhenItIsClosed() throws Exception {
        Sampler sampler = new Sampler(source(), Duration.ofHours(1));
        long newest = sampler.after(0).orElseThrow().number();
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Optional<Sampler.Numbered>> waiting = CompletableFuture.supplyAsync(() -> {
            started.countDown();
            try {
                return sampler.after(newest);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        started.await();
        sampler.close();
        assertEquals(Optional.empty(), waiting.get(60, TimeUnit.SECONDS));
    }

    @Test
    void goesOnAfterASampleThatFailed() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        SampleSource failsFirst = new SampleSource() {
            @Override
            public String database() {
                return "test";
            }

            @Override
            public Sample take() throws SQLException {
                int number = taken.incrementAndGet();
                if (number == 1) {
                    throw new SQLException("the first one fails");
                }
                if (number > 2) {
                    awaitQuietly(seen);
                }
                return sample(number);
            }
        };
        try (Sampler sampler = new Sampler(failsFirst, SHORT)) {
            assertEquals(2, sampler.after(0).orElseThrow().sample().point().time());
            seen.countDown();
        }
    }

    /** So that the test sees the second sample, and not a later one. */
    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void turnsCountsIntoRates() {
        Rate rate = new Rate();
        assertEquals(0, rate.perSecond(100, 0));
        assertEquals(25, rate.perSecond(150, 2_000_000_000L));
        assertEquals(0, rate.perSecond(150, 3_000_000_000L));
    }

    private SampleSource source() {
        return new SampleSource() {
            @Override
            public String database() {
                return "test";
            }

            @Override
            public Sample take() {
                return sample(taken.incrementAndGet());
            }
        };
    }

    private static Sample sample(long time) {
        return new Sample(
                Point.ofConnections(time, 1, 2, 0, 10, 0, 0), new Now("", null, List.of(), List.of(), List.of()));
    }
}
