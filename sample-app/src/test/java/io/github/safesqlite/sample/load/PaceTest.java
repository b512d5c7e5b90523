// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.sample.request.RequestFailedException;
import io.github.safesqlite.sample.request.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;
    private static final int USER = 7;

    private final FakeTicker ticker = new FakeTicker();
    private final List<Long> begun = new ArrayList<>();

    private static final class FakeTicker implements Ticker {
        private long now = 100 * MILLI;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleepUntil(long nanos) {
            now = Math.max(now, nanos);
        }

        long millisSinceStart() {
            return now / MILLI - 100;
        }

        void passes(long millis) {
            now += millis * MILLI;
        }
    }

    /** A second of one user, without a warm-up, on requests that take this long or fail. */
    private Tally runFor(int seconds, OptionalInt rate, Requests requests) {
        LoadPlan plan = new LoadPlan(USER, 1, 0, seconds).at(rate);
        User user = new User(USER, requests, new CountDownLatch(0), new CountDownLatch(1), ticker);
        user.follow(plan, LoadClock.startingAt(ticker.nanos(), plan));
        user.run();
        return user.tally();
    }

    /** Takes the given milliseconds in turn, then the last again and again. */
    private Requests taking(long... millis) {
        return (user, acknowledged) -> {
            begun.add(ticker.millisSinceStart());
            ticker.passes(millis[Math.min(begun.size(), millis.length) - 1]);
        };
    }

    @Test
    void usersTakeTurnsAtRegularTimes() {
        Pace first = Pace.open(1_000, 0, 3, 1_000);
        Pace last = Pace.open(1_000, 2, 3, 1_000);

        assertEquals(List.of(1_000L, 3_001_000L, 6_001_000L), nextThree(first));
        assertEquals(List.of(2_001_000L, 5_001_000L, 8_001_000L), nextThree(last));
    }

    @Test
    void anUnevenRateDoesNotDrift() {
        Pace pace = Pace.open(0, 0, 1, 3);

        List<Long> begins = LongStream.rangeClosed(0, 3_000_000)
                .mapToObj(request -> pace.nextBegin())
                .toList();

        assertEquals(333_333_333L, begins.get(1));
        assertEquals(1_000_000_000_000_000L, begins.get(3_000_000));
    }

    private static List<Long> nextThree(Pace pace) {
        return List.of(pace.nextBegin(), pace.nextBegin(), pace.nextBegin());
    }

    @Test
    void anIdleUserWaitsForTheNextTime() {
        Tally tally = runFor(1, OptionalInt.of(5), taking(1));

        assertEquals(List.of(0L, 200L, 400L, 600L, 800L), begun);
        assertEquals(5, tally.answered());
        assertEquals(1, tally.latencyMicros().getMaxValue() / 1000);
    }

    @Test
    void aStallCountsForAllRequestsThatWereDueMeanwhile() {
        Tally tally = runFor(1, OptionalInt.of(10), taking(0, 500, 0));

        assertEquals(List.of(0L, 100L, 600L, 600L, 600L, 600L, 600L, 700L, 800L, 900L), begun);
        assertEquals(10, tally.answered());
        // 500, 400, 300, 200 and 100 ms: the closed model would have seen the first only.
        assertEquals(5, tally.latencyMicros().getCountBetweenValues(90_000, Long.MAX_VALUE / 2));
        assertEquals(
                1_500_000,
                tally.latencyMicros().getMean() * tally.latencyMicros().getTotalCount(),
                20_000);
    }

    @Test
    void aStallAtTheEndIsMeasuredToo() {
        Tally tally = runFor(1, OptionalInt.of(10), taking(0, 0, 0, 0, 0, 0, 0, 0, 1_500, 0));

        assertEquals(List.of(2_300L), begun.subList(9, 10));
        assertEquals(Map.of(), tally.failures());
        assertEquals(1_400, tally.latencyMicros().getValueAtPercentile(90) / 1000, 15);
    }

    @Test
    void whatCannotBeSentInTimeFails() {
        Tally tally = runFor(1, OptionalInt.of(10), taking(1_000));

        // The last begins at 2 s, because users who are late go on for less than 2 s after the end.
        assertEquals(3, tally.answered());
        assertEquals(Map.of("NOT_SENT", 7L), tally.failures());
    }

    @Test
    void theClosedModelSendsTheNextRequestAfterTheAnswer() {
        Tally tally = runFor(1, OptionalInt.empty(), taking(300));

        assertEquals(List.of(0L, 300L, 600L, 900L), begun);
        assertEquals(4, tally.answered());
    }

    @Test
    void aUserWaitsAsToldButNotAfterTheEnd() {
        Requests refuse = (user, acknowledged) -> {
            begun.add(ticker.millisSinceStart());
            throw new RequestFailedException("HTTP_503", "busy", Duration.ofMillis(700));
        };

        Tally tally = runFor(1, OptionalInt.empty(), refuse);

        assertEquals(List.of(0L, 700L), begun);
        assertEquals(1_000, ticker.millisSinceStart());
        assertEquals(Map.of("HTTP_503", 2L), tally.failures());
    }
}
