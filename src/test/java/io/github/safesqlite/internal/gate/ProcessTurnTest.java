// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static io.github.safesqlite.internal.gate.Gates.seconds;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.FixedPatience;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a process takes, keeps and gives up the right to write. The test is the timer and the other processes. */
class ProcessTurnTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Deque<Look> planned = new ArrayDeque<>();
    private final WriteGate gate = new WriteGate(ticker, (delay, action) -> {
        synchronized (planned) {
            planned.add(new Look(delay, action));
        }
    });
    private final StubRight right = new StubRight();

    /** What the timer was asked for. */
    private record Look(Duration delay, Runnable action) {}

    /** A right that other processes have, want or leave as the test says. */
    private static final class StubRight implements WriteRight {
        volatile boolean isElsewhere;
        volatile boolean isWanted;
        volatile boolean isHere;
        volatile boolean isAwaited;
        volatile int calls;

        @Override
        public synchronized boolean tryTake() {
            calls++;
            assertFalse(isHere, "taken twice");
            isHere = !isElsewhere;
            isAwaited = isElsewhere;
            return isHere;
        }

        @Override
        public synchronized boolean isWanted() {
            calls++;
            assertTrue(isHere, "asked without the right");
            return isWanted;
        }

        @Override
        public synchronized void giveUp() {
            calls++;
            isHere = false;
            isAwaited = false;
        }

        @Override
        public String owner() {
            return "another process (4711) has had the right to write for 5 ms";
        }
    }

    @BeforeEach
    void share() {
        gate.shareBetweenProcesses(right);
    }

    @AfterEach
    void gateIsFreeAndTheRightIsGivenUp() {
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
        for (int looks = 0; looks < 4 && plannedLooks() > 0; looks++) {
            look();
        }
        assertEquals(0, plannedLooks(), "the process does not need the right");
        assertFalse(right.isHere);
        assertFalse(right.isAwaited);
    }

    private int plannedLooks() {
        synchronized (planned) {
            return planned.size();
        }
    }

    private Duration look() {
        Look next;
        synchronized (planned) {
            next = planned.removeLast();
        }
        ticker.advance(next.delay);
        next.action.run();
        return next.delay;
    }

    private Hold enter(long sessionId) throws Exception {
        return gate.enter(entrant(sessionId), seconds(0));
    }

    private Started<Hold> waiter(long sessionId) {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(sessionId), seconds(120)));
        untilWaiting(gate, 1);
        return waiter;
    }

    @Test
    void writersOfOneTurnMakeNoSystemCalls() throws Exception {
        for (int writer = 0; writer < 100; writer++) {
            enter(writer).exit();
        }
        assertEquals(1, right.calls);
        assertTrue(right.isHere);
    }

    @Test
    void aTurnEndsWhenAnotherProcessWaits() throws Exception {
        right.isWanted = true;
        Hold early = enter(1);
        early.exit();
        assertTrue(right.isHere, "the turn is not over");
        Hold late = enter(2);
        ticker.advance(ProcessTurn.LENGTH);
        assertTrue(right.isHere, "somebody is inside");
        late.exit();
        assertFalse(right.isHere);
    }

    @Test
    void aTurnGoesOnWhileNobodyElseWaits() throws Exception {
        Hold first = enter(1);
        ticker.advance(ProcessTurn.LENGTH);
        first.exit();
        assertTrue(right.isHere);
        int calls = right.calls;
        right.isWanted = true;
        enter(2).exit();
        assertEquals(calls, right.calls, "it was asked a moment ago");
        Hold last = enter(3);
        ticker.advance(ProcessTurn.LENGTH);
        last.exit();
        assertFalse(right.isHere);
    }

    @Test
    void aRightThatIsNotUsedIsGivenUp() throws Exception {
        enter(1).exit();
        assertEquals(ProcessTurn.IDLE, look());
        assertTrue(right.isHere, "it was used");
        look();
        assertFalse(right.isHere);
        assertEquals(0, plannedLooks());
    }

    @Test
    void aWaitForTheRightIsLookedAtSoonerThanAnIdleRight() throws Exception {
        enter(1).exit();
        ticker.advance(ProcessTurn.PAUSE);
        enter(2).exit();
        assertFalse(right.isHere);
        assertEquals(1, plannedLooks());
        right.isElsewhere = true;
        Started<Hold> waiter = waiter(3);
        assertEquals(2, plannedLooks());
        right.isElsewhere = false;
        assertEquals(ProcessTurn.POLL, look());
        waiter.result().exit();
        synchronized (planned) {
            planned.removeFirst().action.run();
        }
        assertEquals(1, plannedLooks(), "the look that was planned first plans no other");
    }

    @Test
    void aWriterThatComesAfterAPauseGivesUpTheRightAtOnce() throws Exception {
        enter(1).exit();
        assertTrue(right.isHere, "others may follow");
        ticker.advance(ProcessTurn.PAUSE);
        enter(2).exit();
        assertFalse(right.isHere);
        enter(3).exit();
        assertTrue(right.isHere, "another one has followed");
    }

    @Test
    void whoHasWaitedForTheRightCameAfterNoPause() throws Exception {
        enter(1).exit();
        look();
        look();
        right.isElsewhere = true;
        gate.shareBetweenProcesses(right);
        Started<Hold> waiter = waiter(2);
        ticker.advance(ProcessTurn.PAUSE);
        right.isElsewhere = false;
        look();
        waiter.result().exit();
        assertTrue(right.isHere);
    }

    @Test
    void aRightIsKeptWhileSomebodyIsInside() throws Exception {
        Hold hold = enter(1);
        for (int looks = 0; looks < 5; looks++) {
            look();
        }
        assertTrue(right.isHere);
        hold.exit();
    }

    @Test
    void aWriterWaitsUntilTheRightIsHere() throws Exception {
        right.isElsewhere = true;
        Started<Hold> waiter = waiter(1);
        assertTrue(right.isAwaited);
        assertEquals(ProcessTurn.POLL, look());
        assertFalse(waiter.isDone());
        assertTrue(gate.isFree());
        right.isElsewhere = false;
        look();
        waiter.result().exit();
    }

    @Test
    void whoWaitsWhenTheTurnEndsIsLetInAtTheNext() throws Exception {
        Hold first = enter(1);
        Started<Hold> waiter = waiter(2);
        ticker.advance(ProcessTurn.LENGTH);
        right.isWanted = true;
        right.isElsewhere = true;
        first.exit();
        assertFalse(right.isHere);
        look();
        assertTrue(right.isAwaited);
        assertEquals(1, gate.waiting());
        assertTrue(gate.isFree());
        right.isElsewhere = false;
        look();
        waiter.result().exit();
    }

    @Test
    void aTimeoutNamesTheOtherProcess() {
        right.isElsewhere = true;
        WriteGateTimeoutException timeout = assertThrows(
                WriteGateTimeoutException.class,
                () -> gate.enter(entrant(1), Deadline.after(ticker, Duration.ZERO, "writeTimeout")));
        assertEquals(
                "app: write gate not entered within 0 ms (writeTimeout). Another process (4711) has had the right to write"
                        + " for 5 ms, 0 waiting. Shorten that transaction or raise writeTimeout.",
                timeout.getMessage());
        assertTrue(right.isAwaited);
        look();
        assertFalse(right.isAwaited, "nobody needs it any more");
    }

    @Test
    void aWaitForTheRightIsCancelledAndInterruptedAsAnyOther() throws Exception {
        right.isElsewhere = true;
        Entrant cancelled = entrant(1);
        Started<Hold> waiter = new Started<>(() -> gate.enter(cancelled, seconds(120)));
        untilWaiting(gate, 1);
        assertTrue(cancelled.cancel());
        assertThrows(StatementCancelledException.class, waiter::result);
        Started<Hold> interrupted = waiter(2);
        interrupted.thread.interrupt();
        assertThrows(StatementCancelledException.class, interrupted::result);
    }

    @Test
    void aHoldThatMayGiveWayDoesSoForAnotherProcess() throws Exception {
        Hold reading = enter(1);
        reading.mayGiveWay(new FixedPatience(ProcessTurn.IDLE.multipliedBy(2)));
        right.isWanted = true;
        look();
        assertFalse(reading.hasGivenWay(), "it is young");
        look();
        assertTrue(reading.hasGivenWay());
        assertFalse(right.isHere);
    }

    @Test
    void aHoldThatMayGiveWayStaysIfNoOtherProcessWaits() throws Exception {
        Hold reading = enter(1);
        reading.mayGiveWay(new FixedPatience(Duration.ZERO));
        look();
        assertFalse(reading.hasGivenWay());
        reading.exit();
    }

    @Test
    void whoEntersSeveralGatesWaitsForNoOtherProcess() throws Exception {
        right.isElsewhere = true;
        Started<Hold> before = waiter(1);
        WriteGate other = new WriteGate(ticker, (delay, action) -> {});
        List<Hold> holds = SeveralGates.enter(SeveralGates.inOrder(List.of(gate, other)), at -> entrant(2), seconds(0));
        assertEquals(2, holds.size());
        Started<List<Hold>> behind = new Started<>(
                () -> SeveralGates.enter(SeveralGates.inOrder(List.of(gate, other)), at -> entrant(3), seconds(120)));
        untilWaiting(gate, 2);
        SeveralGates.leave(holds);
        before.result().exit();
        SeveralGates.leave(behind.result());
    }

    @Test
    void whoWaitsIsLetInWhenTheGateIsNoLongerShared() throws Exception {
        right.isElsewhere = true;
        Started<Hold> waiter = waiter(1);
        gate.shareBetweenProcesses(null);
        waiter.result().exit();
        right.giveUp();
    }
}
