// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static io.github.safesqlite.internal.gate.Gates.seconds;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static io.github.safesqlite.testing.Waiting.untilParked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.gate.Gates.Job;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.FixedPatience;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hold that may give way: who ends it, when, and what keeps it. The test is the timer. */
class GivingWayTest {
    private static final Duration AFTER = Duration.ofMillis(5);

    private final FakeTicker ticker = new FakeTicker();
    private final Deque<Look> planned = new ArrayDeque<>();
    private final WriteGate gate = new WriteGate(ticker, (delay, action) -> {
        synchronized (planned) {
            planned.add(new Look(delay, action));
        }
    });

    private static final WaitCheck UNENDING = new WaitCheck() {
        @Override
        public @Nullable SQLException look() {
            return null;
        }

        @Override
        public long nanosToNextLook() {
            return Long.MAX_VALUE;
        }
    };

    /** What the timer was asked for. */
    private record Look(Duration delay, Runnable action) {}

    @AfterEach
    void gateIsFreeAndNobodyWaits() {
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
        if (plannedLooks() > 0) {
            look();
        }
        assertEquals(0, plannedLooks(), "nobody waits");
    }

    @Test
    void aWaiterThatComesLateIsInsideAtOnce() throws Exception {
        Hold reading = reading();
        ticker.advance(AFTER);
        Hold next = new Started<>(() -> gate.enter(entrant(2), Deadline.after(ticker, Duration.ZERO))).result();
        assertTrue(next.isCurrent());
        assertTrue(reading.hasGivenWay());
        assertFalse(reading.isCurrent());
        assertEquals(0, plannedLooks(), "nobody waits, so the timer is not needed");
        next.exit();
    }

    @Test
    void aWaiterThatComesEarlyIsLetInByTheTimer() throws Exception {
        Hold reading = reading();
        ticker.advance(Duration.ofMillis(2));
        Started<Hold> waiter = waiter(2);
        assertEquals(Duration.ofMillis(3), nextDelay(), "when the holder has had its time");
        ticker.advance(Duration.ofMillis(3));
        assertFalse(reading.hasGivenWay(), "nobody has looked");
        look();
        Hold next = waiter.result();
        assertTrue(reading.hasGivenWay());
        next.exit();
    }

    @Test
    void aHoldThatIsMarkedWhenOthersWaitAlreadyIsLookedAt() throws Exception {
        Hold reading = gate.enter(entrant(1), seconds(60));
        Started<Hold> waiter = waiter(2);
        ticker.advance(Duration.ofMillis(1));
        assertEquals(0, plannedLooks());
        reading.mayGiveWay(new FixedPatience(AFTER));
        assertEquals(Duration.ofMillis(4), nextDelay());
        ticker.advance(Duration.ofMillis(4));
        look();
        waiter.result().exit();
        assertTrue(reading.hasGivenWay());
    }

    @Test
    void aHoldThatIsMarkedLateGivesWayAtOnce() throws Exception {
        Hold reading = gate.enter(entrant(1), seconds(60));
        Started<Hold> waiter = waiter(2);
        ticker.advance(AFTER);
        reading.mayGiveWay(new FixedPatience(AFTER));
        waiter.result().exit();
        assertFalse(reading.keep());
    }

    @Test
    void aHoldStaysThatHasNotHadItsTime() throws Exception {
        Hold reading = reading();
        Started<Hold> waiter = waiter(2);
        ticker.advance(AFTER.minusNanos(1));
        look();
        assertTrue(reading.isCurrent());
        assertEquals(Duration.ofMillis(1), nextDelay(), "when its time is over, but the timer serves others too");
        ticker.advance(Duration.ofNanos(1));
        look();
        waiter.result().exit();
    }

    @Test
    void aHoldStaysForWhichNobodyWaits() throws Exception {
        Hold reading = reading();
        ticker.advance(Duration.ofHours(1));
        assertEquals(0, plannedLooks());
        assertTrue(reading.isCurrent());
        assertFalse(reading.isInTheWay());
        reading.exit();
        assertFalse(reading.hasGivenWay());
        assertFalse(reading.keep(), "it has ended");
    }

    @Test
    void aHoldStaysThatIsNotMarked() throws Exception {
        Hold writing = gate.enter(entrant(1), seconds(60));
        Started<Hold> waiter = waiter(2);
        ticker.advance(Duration.ofHours(1));
        Started<Hold> late = waiter(3, 2);
        assertEquals(0, plannedLooks());
        assertTrue(writing.isCurrent());
        assertTrue(writing.isInTheWay());
        assertTrue(writing.keep());
        writing.exit();
        waiter.result().exit();
        late.result().exit();
    }

    @Test
    void whatIsKeptStays() throws Exception {
        Hold kept = reading();
        Started<Hold> waiter = waiter(2);
        assertTrue(kept.keep());
        assertTrue(kept.isInTheWay());
        kept.mayGiveWay(new FixedPatience(Duration.ZERO));
        ticker.advance(Duration.ofHours(1));
        look();
        Started<Hold> late = waiter(3, 2);
        look();
        assertTrue(kept.isCurrent());
        assertTrue(kept.keep(), "as often as one likes");
        kept.exit();
        waiter.result().exit();
        late.result().exit();
    }

    @Test
    void whatHasGivenWayIsNotKept() throws Exception {
        Hold reading = reading();
        ticker.advance(AFTER);
        Hold next = new Started<>(() -> gate.enter(entrant(2), seconds(60))).result();
        assertFalse(reading.keep());
        assertTrue(reading.hasGivenWay());
        assertTrue(next.isCurrent());
        next.exit();
        assertFalse(reading.keep(), "nor later");
    }

    @Test
    void whatIsJustGivingWayIsNotKept() throws Exception {
        Hold reading = reading();
        assertTrue(reading.giveWay());
        assertTrue(reading.isCurrent(), "the gate is about to be handed on");
        assertFalse(reading.keep());
        reading.exit();
    }

    @Test
    void exitAfterHavingGivenWayHasNoEffect() throws Exception {
        AtomicLong heldNanos = new AtomicLong();
        AtomicLong exits = new AtomicLong();
        SqliteListener listener = new SqliteListener() {
            @Override
            public void gateExited(long sessionId, long holdNanos) {
                heldNanos.set(holdNanos);
                exits.incrementAndGet();
            }
        };
        Hold reading =
                gate.enter(new Entrant(1, "app", Thread.currentThread(), null, null, listener, null), seconds(60));
        reading.mayGiveWay(new FixedPatience(AFTER));
        ticker.advance(AFTER);
        Hold next = new Started<>(() -> gate.enter(entrant(2), seconds(60))).result();
        ticker.advance(AFTER);
        reading.exit();
        assertTrue(next.isCurrent());
        assertEquals(AFTER, reading.held());
        assertEquals(AFTER.toNanos(), heldNanos.get());
        assertEquals(1, exits.get());
        next.exit();
    }

    @Test
    void thoseWhoWaitedBeforeGoFirst() throws Exception {
        Hold reading = reading();
        Started<Hold> first = waiter(2);
        ticker.advance(AFTER);
        Started<Hold> second = new Started<>(() -> gate.enter(entrant(3), seconds(60)));
        Hold hold = first.result();
        assertTrue(reading.hasGivenWay());
        untilWaiting(gate, 1);
        assertFalse(second.isDone());
        hold.exit();
        second.result().exit();
    }

    @Test
    void thoseWhoWaitGoInTheirOrderFromOneReaderToTheNext() throws Exception {
        reading();
        List<Started<Hold>> waiters = List.of(waiter(2, 1), waiter(3, 2), waiter(4, 3));
        for (Started<Hold> waiter : waiters) {
            assertEquals(1, plannedLooks(), "one for all of them");
            ticker.advance(AFTER);
            look();
            Hold next = waiter.result();
            assertTrue(next.isCurrent());
            next.mayGiveWay(new FixedPatience(AFTER));
        }
        ticker.advance(AFTER);
        new Started<>(() -> gate.enter(entrant(5), seconds(60))).result().exit();
    }

    @Test
    void aChangeOfHoldersPlansNothing() throws Exception {
        Hold first = reading();
        Started<Hold> second = waiter(2);
        Started<Hold> third = waiter(3, 2);
        first.exit();
        Hold hold = second.result();
        hold.mayGiveWay(new FixedPatience(AFTER));
        assertEquals(1, plannedLooks());
        hold.exit();
        third.result().exit();
        assertEquals(1, plannedLooks());
    }

    @Test
    void theTimerStopsWhenNobodyWaits() throws Exception {
        Hold first = reading();
        Started<Hold> waiter = waiter(2);
        look();
        assertEquals(1, plannedLooks(), "someone waits");
        first.exit();
        Hold second = waiter.result();
        second.mayGiveWay(new FixedPatience(AFTER));
        look();
        assertEquals(0, plannedLooks());
        Started<Hold> third = waiter(3);
        assertEquals(1, plannedLooks(), "it begins anew");
        ticker.advance(AFTER);
        look();
        third.result().exit();
        assertTrue(second.hasGivenWay());
    }

    @Test
    void theTimerLooksOnWhileAHolderThatStaysIsWaitedFor() throws Exception {
        Hold first = reading();
        Started<Hold> second = waiter(2);
        Started<Hold> third = waiter(3, 2);
        first.exit();
        Hold writing = second.result();
        look();
        assertEquals(AFTER, nextDelay());
        writing.exit();
        Hold reading = third.result();
        reading.exit();
        look();
        assertEquals(0, plannedLooks());
    }

    @Test
    void aHoldStaysForASessionOfItsOwnThread() throws Exception {
        Hold reading = reading();
        Entrant inner = entrantOf(reading.thread(), 2);
        inner.checkedBy(UNENDING);
        Started<Hold> nested = new Started<>(() -> gate.enter(inner, seconds(60)));
        untilWaiting(gate, 1);
        Started<Hold> other = waiter(3, 2);
        ticker.advance(AFTER);
        look();
        Started<Hold> late = waiter(4, 3);
        assertTrue(reading.isCurrent());
        assertTrue(reading.isInTheWay());
        assertEquals(1, plannedLooks(), "the other thread may end it still, or go on with it");
        reading.movedTo(new Thread("elsewhere"));
        look();
        nested.result().exit();
        other.result().exit();
        late.result().exit();
        assertTrue(reading.hasGivenWay());
    }

    /** Where threads are not their transactions, nobody would resolve it. */
    @Test
    void aHoldGivesWayToASessionOfItsOwnThreadThatDoesNotCheckItsWait() throws Exception {
        Hold reading = reading();
        Started<Hold> nested = new Started<>(() -> gate.enter(entrantOf(reading.thread(), 2), seconds(60)));
        untilWaiting(gate, 1);
        ticker.advance(AFTER);
        look();
        nested.result().exit();
        assertTrue(reading.hasGivenWay());
    }

    @Test
    void aHoldStaysThatHasClaimedJobs() throws Exception {
        Hold leading = reading();
        Job job = new Job(2);
        Started<Hold> member = new Started<>(() -> gate.enterOrDelegate(entrant(2, job), seconds(60)));
        untilWaiting(gate, 1);
        assertEquals(List.of(job), leading.takeJobs(1));
        ticker.advance(AFTER);
        Started<Hold> other = waiter(3);
        look();
        assertTrue(leading.isCurrent());
        leading.completeJobs(List.of(job));
        assertNull(member.result());
        leading.exit();
        other.result().exit();
    }

    @Test
    void aWaiterThatTimesOutOrIsInterruptedIsWaitedForNoLonger() throws Exception {
        Hold reading = reading();
        assertThrows(
                WriteGateTimeoutException.class,
                () -> new Started<>(() -> gate.enter(entrant(2), Deadline.after(ticker, Duration.ZERO))).result());
        Started<Hold> interrupted = waiter(3);
        interrupted.thread.interrupt();
        assertThrows(StatementCancelledException.class, interrupted::result);
        ticker.advance(AFTER);
        look();
        assertTrue(reading.isCurrent());
        assertEquals(0, plannedLooks());
        reading.exit();
    }

    @Test
    void anInterruptedWaiterThatFindsAnOldHoldIsInside() throws Exception {
        Hold reading = reading();
        ticker.advance(AFTER);
        boolean flag = new Started<>(() -> {
                    Thread.currentThread().interrupt();
                    gate.enter(entrant(2), seconds(60)).exit();
                    return Thread.interrupted();
                })
                .result();
        assertTrue(reading.hasGivenWay());
        assertTrue(flag, "the interrupt is not lost");
    }

    @Test
    void keepJustBeforeTheTimeIsReadWins() throws Exception {
        Hold reading = reading();
        Started<Hold> waiter = waiter(2);
        ticker.advance(AFTER);
        ticker.whenReadNext(() -> assertTrue(reading.keep()));
        look();
        assertTrue(reading.isCurrent());
        reading.exit();
        waiter.result().exit();
    }

    @Test
    void exitJustBeforeTheTimeIsReadWins() throws Exception {
        Hold reading = reading();
        Started<Hold> waiter = waiter(2);
        ticker.advance(AFTER);
        ticker.whenReadNext(reading::exit);
        look();
        Hold next = waiter.result();
        assertFalse(reading.hasGivenWay());
        next.exit();
    }

    @Test
    void aHoldThatHasGivenWayIsNotBlamedForItsTime() throws Exception {
        reading();
        ticker.advance(Duration.ofSeconds(3));
        Hold next = new Started<>(() -> gate.enter(entrant(2), seconds(60))).result();
        next.exit();
        assertNull(gate.load().worstSql());
    }

    @Test
    void aHoldThatMayGiveWayClosesNoCircle() throws Exception {
        WriteGate other = new WriteGate(ticker);
        Hold reading = reading();
        Hold writing = other.enter(entrant(2), seconds(60));
        Started<Hold> first =
                new Started<>(() -> SeveralGates.enterToo(List.of(reading), other, any -> entrant(1), seconds(60)));
        untilWaiting(other, 1);
        ticker.advance(AFTER);
        Hold second = new Started<>(() -> SeveralGates.enterToo(List.of(writing), gate, any -> entrant(2), seconds(60)))
                .result();
        assertTrue(reading.hasGivenWay());
        SeveralGates.leave(List.of(writing, second));
        first.result().exit();
    }

    /** Between two queries it may stay for long, and then run a long query. */
    @Test
    void aHoldIsLookedAtEachPeriodHoweverLongItMayStay() throws Exception {
        AtomicLong left = new AtomicLong(Duration.ofHours(1).toNanos());
        Hold reading = gate.enter(entrant(1), seconds(60));
        reading.mayGiveWay(new Patience() {
            @Override
            public long periodNanos() {
                return AFTER.toNanos();
            }

            @Override
            public long nanosLeft(long heldNanos, long nowNanos) {
                return left.get();
            }
        });
        Started<Hold> waiter = waiter(2);
        assertEquals(AFTER, nextDelay());
        look();
        assertTrue(reading.isCurrent());
        assertEquals(AFTER, nextDelay());
        left.set(0);
        look();
        waiter.result().exit();
        assertTrue(reading.hasGivenWay());
    }

    @Test
    void theTimerOfTheMachineLetsWaitersIn() throws Exception {
        WriteGate real = new WriteGate(Ticker.system());
        Hold reading = real.enter(entrant(1), seconds(60));
        reading.mayGiveWay(new FixedPatience(Duration.ofMillis(20)));
        Started<Hold> waiter = new Started<>(() -> real.enter(entrant(2), seconds(60)));
        Hold next = waiter.result();
        assertTrue(reading.hasGivenWay());
        assertTrue(reading.held().compareTo(Duration.ofMillis(20)) >= 0);
        next.exit();
    }

    private Hold reading() throws SQLException {
        Hold hold = gate.enter(entrant(1), seconds(60));
        hold.mayGiveWay(new FixedPatience(AFTER));
        return hold;
    }

    private Started<Hold> waiter(long sessionId) {
        return waiter(sessionId, 1);
    }

    /** Starts one that is then the last of so many. */
    private Started<Hold> waiter(long sessionId, int waiting) {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(sessionId), seconds(60)));
        untilWaiting(gate, waiting);
        untilParked(waiter.thread);
        return waiter;
    }

    private static Entrant entrantOf(Thread thread, long sessionId) {
        return new Entrant(sessionId, "app", thread, null, null);
    }

    private int plannedLooks() {
        synchronized (planned) {
            return planned.size();
        }
    }

    private Duration nextDelay() {
        synchronized (planned) {
            assertEquals(1, planned.size());
            return planned.getFirst().delay();
        }
    }

    /** What the timer does when the time of the next look has come. */
    private void look() {
        Look next;
        synchronized (planned) {
            next = planned.removeFirst();
        }
        next.action().run();
    }
}
