// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static io.github.safesqlite.internal.gate.Gates.seconds;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static io.github.safesqlite.testing.Waiting.untilParked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.gate.Gates.Job;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each race between giving up and being served, forced into the order that hurts. The waiter reads the time of its deadline
 * just before it decides to give up; what the other side does is made to happen within that reading.
 */
class WriteGateRacesTest {
    private static final Duration OVERTAKING = Duration.ofNanos(Turns.OVERTAKING_NANOS);

    private final FakeTicker gateTime = new FakeTicker();
    private final WriteGate gate = new WriteGate(gateTime);
    private final FakeTicker waitersTime = new FakeTicker();
    private final Deadline deadline = Deadline.after(waitersTime, Duration.ofHours(1), "writeTimeout");
    private Hold holder;

    @BeforeEach
    void someoneHoldsTheGate() throws SQLException {
        holder = gate.enter(entrant(1), seconds(60));
    }

    @AfterEach
    void gateIsFreeAndNobodyWaits() {
        assertTrue(
                gate.isFree(),
                () -> "held by session " + gate.holder().entrant().sessionId());
        assertEquals(0, gate.waiting());
    }

    @Test
    void grantJustBeforeTimeoutWins() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        whenItTimesOut(waiter, holder::exit);
        Hold hold = waiter.result();
        assertTrue(hold.isCurrent());
        hold.exit();
    }

    @Test
    void timeoutJustBeforeGrantLeavesTheGateFree() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        whenItTimesOut(waiter, () -> {});
        assertThrows(WriteGateTimeoutException.class, waiter::result);
        holder.exit();
        assertTrue(gate.isFree(), "the waiter that gave up was granted the gate");
    }

    @Test
    void timeoutInTheMiddleOfTheQueueKeepsTheOthersInOrder() throws Exception {
        Started<Hold> before = new Started<>(() -> gate.enter(entrant(2), seconds(60)));
        untilWaiting(gate, 1);
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(3), deadline));
        untilWaiting(gate, 2);
        Started<Hold> after = new Started<>(() -> gate.enter(entrant(4), seconds(60)));
        untilWaiting(gate, 3);
        untilParked(waiter.thread);
        waitersTime.advance(Duration.ofHours(1));
        LockSupport.unpark(waiter.thread);
        assertThrows(WriteGateTimeoutException.class, waiter::result);
        holder.exit();
        before.result().exit();
        after.result().exit();
    }

    @Test
    void grantJustBeforeInterruptWinsAndTheFlagIsKept() throws Exception {
        AtomicBoolean flag = new AtomicBoolean();
        Started<Hold> waiter = new Started<>(() -> {
            Hold hold = gate.enter(entrant(2), deadline);
            flag.set(Thread.interrupted());
            return hold;
        });
        untilWaiting(gate, 1);
        untilParked(waiter.thread);
        waitersTime.whenReadNext(holder::exit);
        waiter.thread.interrupt();
        Hold hold = waiter.result();
        assertTrue(hold.isCurrent());
        assertTrue(flag.get(), "the interrupt is not lost");
        hold.exit();
    }

    @Test
    void interruptJustBeforeGrantLeavesTheGateFree() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        untilWaiting(gate, 1);
        waiter.thread.interrupt();
        assertThrows(SQLException.class, waiter::result);
        holder.exit();
        assertTrue(gate.isFree());
    }

    @Test
    void whoComesWhileTheHeadWakesUpGoesFirst() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        whenItTimesOut(waiter, () -> {
            holder.exit();
            Hold newcomer = enterAtOnce(3);
            assertTrue(newcomer.isCurrent());
            newcomer.exit();
        });
        waiter.result().exit();
    }

    @Test
    void manyGoFirstUntilTheTimeForThatIsOver() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        whenItTimesOut(waiter, () -> {
            gateTime.advance(Duration.ofHours(1));
            holder.exit();
            enterAtOnce(3).exit();
            gateTime.advance(OVERTAKING.minusNanos(1));
            enterAtOnce(4).exit();
            assertTrue(gate.isFree());
            handOver(5);
            assertEquals(2, gate.holder().entrant().sessionId(), "handed over by the exit itself");
        });
        Hold hold = waiter.result();
        assertTrue(hold.isCurrent());
        hold.exit();
    }

    @Test
    void eachHeadIsGivenTheTimeToWakeUp() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        untilWaiting(gate, 1);
        Entrant last = entrant(9);
        FakeTicker lastsTime = new FakeTicker();
        Started<Hold> next = new Started<>(() -> gate.enter(last, Deadline.after(lastsTime, Duration.ofHours(1))));
        untilWaiting(gate, 2);
        untilParked(waiter.thread);
        waitersTime.whenReadNext(() -> {
            holder.exit();
            handOver(3);
        });
        LockSupport.unpark(waiter.thread);
        Hold first = waiter.result();
        untilParked(next.thread);
        lastsTime.whenReadNext(() -> {
            first.exit();
            enterAtOnce(4).exit();
            assertTrue(gate.isFree(), "its own time has just begun");
        });
        LockSupport.unpark(next.thread);
        next.result().exit();
    }

    @Test
    void whoIsOvertakenJustBeforeItsTimeoutTimesOut() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        AtomicReference<Hold> newcomer = new AtomicReference<>();
        whenItTimesOut(waiter, () -> {
            holder.exit();
            newcomer.set(enterAtOnce(3));
        });
        assertThrows(WriteGateTimeoutException.class, waiter::result);
        newcomer.get().exit();
    }

    @Test
    void cancelOfAHeadThatWakesUpWakesTheNext() throws Exception {
        Entrant second = entrant(2);
        Started<Hold> waiter = new Started<>(() -> gate.enter(second, deadline));
        untilWaiting(gate, 1);
        Started<Hold> next = new Started<>(() -> gate.enter(entrant(3), Deadline.never()));
        untilWaiting(gate, 2);
        untilParked(waiter.thread);
        untilParked(next.thread);
        waitersTime.whenReadNext(() -> {
            holder.exit();
            assertTrue(second.cancel(), "the gate is free, not yet this waiter's");
        });
        LockSupport.unpark(waiter.thread);
        assertThrows(StatementCancelledException.class, waiter::result);
        next.result().exit();
    }

    @Test
    void grantJustBeforeCancelWins() throws Exception {
        Entrant second = entrant(2);
        Started<Hold> waiter = new Started<>(() -> gate.enter(second, deadline));
        AtomicBoolean cancelled = new AtomicBoolean(true);
        whenItTimesOut(waiter, () -> {
            holder.exit();
            handOver(3);
            cancelled.set(second.cancel());
        });
        Hold hold = waiter.result();
        assertFalse(cancelled.get());
        hold.exit();
    }

    @Test
    void cancelJustBeforeGrantLeavesTheGateFree() throws Exception {
        Entrant second = entrant(2);
        SQLException reason = new SQLException("aborted");
        Started<Hold> waiter = new Started<>(() -> gate.enter(second, deadline));
        whenItTimesOut(waiter, () -> {
            assertTrue(second.cancel(reason));
            holder.exit();
            assertTrue(gate.isFree());
        });
        assertSame(reason, assertThrows(SQLException.class, waiter::result), "a cancel beats the timeout after it");
    }

    @Test
    void claimJustBeforeTimeoutWins() throws Exception {
        Job job = new Job(2);
        Started<Hold> waiter = new Started<>(() -> gate.enterOrDelegate(entrant(2, job), deadline));
        whenItTimesOut(waiter, () -> assertEquals(List.of(job), holder.takeJobs(10)));
        untilWaiting(gate, 0);
        untilParked(waiter.thread);
        assertFalse(waiter.isDone(), "a claimed waiter has no time limit");
        holder.completeJobs(List.of(job));
        assertNull(waiter.result());
        holder.exit();
    }

    @Test
    void timeoutJustBeforeClaimIsNotClaimed() throws Exception {
        Started<Hold> waiter = new Started<>(() -> gate.enterOrDelegate(entrant(2, new Job(2)), deadline));
        whenItTimesOut(waiter, () -> {});
        assertThrows(WriteGateTimeoutException.class, waiter::result);
        assertEquals(List.of(), holder.takeJobs(10));
        holder.exit();
    }

    @Test
    void claimJustBeforeInterruptWinsAndTheFlagIsKept() throws Exception {
        Job job = new Job(2);
        Started<Boolean> waiter = new Started<>(() -> {
            assertNull(gate.enterOrDelegate(entrant(2, job), deadline));
            return Thread.interrupted();
        });
        untilWaiting(gate, 1);
        untilParked(waiter.thread);
        waitersTime.whenReadNext(() -> holder.takeJobs(10));
        waiter.thread.interrupt();
        untilWaiting(gate, 0);
        untilParked(waiter.thread);
        holder.completeJobs(List.of(job));
        assertTrue(waiter.result(), "the interrupt is not lost");
        holder.exit();
    }

    @Test
    void completionJustBeforeTimeoutWins() throws Exception {
        Job job = new Job(2);
        Started<Hold> waiter = new Started<>(() -> gate.enterOrDelegate(entrant(2, job), deadline));
        whenItTimesOut(waiter, () -> holder.completeJobs(holder.takeJobs(1)));
        assertNull(waiter.result());
        holder.exit();
    }

    @Test
    void waiterThatFailsUnexpectedlyLeavesNoTrace() {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        whenItTimesOut(waiter, () -> {
            throw new IllegalStateException("out of order");
        });
        assertThrows(IllegalStateException.class, waiter::result);
        assertEquals(0, gate.waiting());
        holder.exit();
    }

    @Test
    void waiterThatFailsUnexpectedlyJustAfterTheGrantGivesTheGateBack() {
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), deadline));
        whenItTimesOut(waiter, () -> {
            holder.exit();
            throw new IllegalStateException("out of order");
        });
        assertThrows(IllegalStateException.class, waiter::result);
    }

    /** A newcomer that finds the gate free. */
    private Hold enterAtOnce(long sessionId) {
        try {
            return gate.enter(entrant(sessionId), seconds(0));
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** A newcomer that stays until the head of the queue has had its time to wake up. */
    private void handOver(long newcomer) {
        Hold hold = enterAtOnce(newcomer);
        gateTime.advance(OVERTAKING);
        hold.exit();
    }

    /** Lets {@code first} happen in the waiter after it has found itself parked and before it learns that time is up. */
    private void whenItTimesOut(Started<?> waiter, Runnable first) {
        untilWaiting(gate, 1);
        untilParked(waiter.thread);
        // In one step, whenever the waiter wakes up.
        waitersTime.whenReadNext(() -> {
            waitersTime.advance(Duration.ofHours(1));
            first.run();
        });
        LockSupport.unpark(waiter.thread);
    }
}
