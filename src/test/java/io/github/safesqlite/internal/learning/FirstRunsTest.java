// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.FakeTicker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FirstRunsTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration ALMOST = LIMIT.minusMillis(100);

    private final FakeTicker ticker = new FakeTicker();
    private final FirstRuns runs = new FirstRuns(LIMIT, ticker);
    private final AtomicBoolean isOver = new AtomicBoolean();

    private FirstRuns.@Nullable Run begin() {
        return runs.begin(isOver::get);
    }

    @Test
    void theNextOneBeginsWhenTheOneBeforeEnds() throws Exception {
        FirstRuns.Run first = begin();
        assertNotNull(first);
        try (Actor second = new Actor("second");
                Actor third = new Actor("third")) {
            var begun = second.starts("begins", this::begin);
            second.untilParked();
            first.end();
            FirstRuns.Run run = begun.result();
            assertNotNull(run);
            var next = third.starts("begins", this::begin);
            third.untilParked();
            first.end();
            third.untilParked();
            assertFalse(next.isDone(), "the end of another one");
            run.end();
            assertNotNull(next.result());
        }
    }

    @Test
    void nobodyWaitsForItsOwnThread() {
        FirstRuns.Run outer = begin();
        FirstRuns.Run inner = begin();
        assertNotNull(inner);
        assertNotNull(outer);
        inner.end();
        outer.end();
    }

    @Test
    void nobodyWaitsForOneThatHasRunForLong() throws Exception {
        assertNotNull(begin());
        ticker.advance(ALMOST);
        try (Actor second = new Actor("second")) {
            var begun = second.starts("begins", this::begin);
            second.untilParked();
            assertFalse(begun.isDone());
            ticker.advance(Duration.ofMillis(100));
            assertNotNull(begun.result(), "now others wait for this one");
        }
    }

    @Test
    void nobodyWaitsForLongHoweverManyWereBefore() throws Exception {
        assertNotNull(begin());
        try (Actor waiter = new Actor("waiter")) {
            var begun = waiter.starts("begins", this::begin);
            waiter.untilParked();
            ticker.advance(ALMOST);
            assertNotNull(begin(), "the next one of this thread");
            ticker.advance(Duration.ofMillis(100));
            assertNull(begun.result(), "the one before has just begun");
        }
    }

    @Test
    void isGivenUpWhenItIsOver() throws Exception {
        assertNotNull(begin());
        try (Actor second = new Actor("second")) {
            var begun = second.starts("begins", this::begin);
            second.untilParked();
            isOver.set(true);
            assertNull(begun.result());
        }
    }

    @Test
    void isGivenUpByAnInterrupt() throws Exception {
        assertNotNull(begin());
        try (Actor second = new Actor("second")) {
            var interrupted = second.starts(
                    "begins", () -> begin() == null && Thread.currentThread().isInterrupted());
            second.untilParked();
            second.thread().interrupt();
            assertTrue(interrupted.result());
        }
    }
}
