// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static io.github.safesqlite.internal.gate.Gates.seconds;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static io.github.safesqlite.testing.Waiting.untilParked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteGateTest {
    private final FakeTicker ticker = new FakeTicker();
    private final WriteGate gate = new WriteGate(ticker);

    @AfterEach
    void gateIsFreeAndNobodyWaits() {
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
        assertEquals(List.of(), gate.waiters());
    }

    @Test
    void freeGateIsEnteredAtOnceAndIsFreeAfterExit() throws Exception {
        Entrant entrant = entrant(1);
        Hold hold = gate.enter(entrant, seconds(0));
        assertTrue(hold.isCurrent());
        assertSame(hold, gate.holder());
        assertSame(entrant, hold.entrant());
        assertFalse(gate.isFree());
        hold.exit();
        assertFalse(hold.isCurrent());
    }

    @Test
    void secondWriterWaitsUntilFirstExits() throws Exception {
        Hold first = gate.enter(entrant(1), seconds(60));
        Started<Hold> second = new Started<>(() -> gate.enter(entrant(2), seconds(60)));
        untilWaiting(gate, 1);
        assertEquals(1, first.waiters());
        assertFalse(second.isDone());
        first.exit();
        Hold hold = second.result();
        assertEquals(2, hold.entrant().sessionId());
        assertTrue(hold.isCurrent());
        hold.exit();
    }

    @Test
    void waitersEnterInOrderOfArrival() throws Exception {
        Hold first = gate.enter(entrant(0), seconds(60));
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        List<Started<Boolean>> writers = new ArrayList<>();
        for (long id = 1; id <= 20; id++) {
            long sessionId = id;
            writers.add(new Started<>(() -> {
                Hold hold = gate.enter(entrant(sessionId), seconds(60));
                order.add(sessionId);
                hold.exit();
                return true;
            }));
            untilWaiting(gate, (int) id);
        }
        List<Long> queued = gate.waiters().stream().map(Entrant::sessionId).collect(Collectors.toList());
        first.exit();
        for (Started<Boolean> writer : writers) {
            writer.result();
        }
        assertEquals(queued, order);
    }

    @Test
    void exitTwiceDoesNotThrowOutTheNextHolder() throws Exception {
        Hold first = gate.enter(entrant(1), seconds(60));
        Started<Hold> second = new Started<>(() -> gate.enter(entrant(2), seconds(60)));
        untilWaiting(gate, 1);
        first.exit();
        Hold next = second.result();
        first.exit();
        assertTrue(next.isCurrent());
        next.exit();
    }

    @Test
    void holderExitsFromAnotherThread() throws Exception {
        Hold hold = gate.enter(entrant(1), seconds(60));
        new Started<>(() -> {
                    hold.exit();
                    return true;
                })
                .result();
        assertTrue(gate.isFree());
    }

    @Test
    void timeoutNamesHolderQueueAndOption() throws Exception {
        Hold hold = gate.enter(entrant(3), seconds(60));
        hold.working("UPDATE orders SET total = 42 WHERE id = 7");
        Deadline deadline = Deadline.after(ticker, Duration.ofMillis(5000), "writeTimeout");
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(4), deadline));
        untilWaiting(gate, 1);
        Started<Hold> other = new Started<>(() -> gate.enter(entrant(5), seconds(60)));
        untilWaiting(gate, 2);
        ticker.advance(Duration.ofMillis(5000));
        LockSupport.unpark(waiter.thread);
        WriteGateTimeoutException timeout = assertThrows(WriteGateTimeoutException.class, waiter::result);
        for (String part : List.of(
                "app: write gate not entered within 5000 ms",
                "writeTimeout",
                "eld for 5000 ms by connection #3 on thread \""
                        + Thread.currentThread().getName() + "\"",
                "UPDATE orders SET total = ? WHERE id = ?",
                "1 waiting",
                "Shorten that transaction")) {
            assertTrue(timeout.getMessage().contains(part), part + " in: " + timeout.getMessage());
        }
        assertEquals("40001", timeout.getSQLState());
        assertEquals(5, timeout.getErrorCode());
        assertEquals(3, timeout.holder().sessionId());
        assertTrue(
                Arrays.stream(timeout.getSuppressed())
                        .flatMap(stack -> Arrays.stream(stack.getStackTrace()))
                        .anyMatch(frame -> frame.getMethodName().equals("timeoutNamesHolderQueueAndOption")),
                "the holder's stack is shown");
        assertEquals(1, gate.waiting(), "a waiter that timed out leaves no trace");
        hold.exit();
        other.result().exit();
    }

    @Test
    void wakeUpWithoutReasonIsHarmless() throws Exception {
        Hold hold = gate.enter(entrant(1), seconds(60));
        Started<Hold> waiter = new Started<>(() -> gate.enter(entrant(2), Deadline.never()));
        untilWaiting(gate, 1);
        for (int i = 0; i < 100; i++) {
            LockSupport.unpark(waiter.thread);
        }
        untilParked(waiter.thread);
        assertFalse(waiter.isDone());
        hold.exit();
        waiter.result().exit();
    }

    @Test
    void interruptEndsTheWaitAndKeepsTheFlag() throws Exception {
        Hold hold = gate.enter(entrant(1), seconds(60));
        Started<Boolean> waiter = new Started<>(() -> {
            assertThrows(StatementCancelledException.class, () -> gate.enter(entrant(2), seconds(60)));
            return Thread.currentThread().isInterrupted();
        });
        untilWaiting(gate, 1);
        waiter.thread.interrupt();
        assertTrue(waiter.result());
        assertEquals(0, gate.waiting());
        hold.exit();
    }

    @Test
    void interruptedThreadEntersAFreeGate() throws Exception {
        Thread.currentThread().interrupt();
        try {
            gate.enter(entrant(1), seconds(60)).exit();
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void cancelEndsTheWaitWithItsReason() throws Exception {
        Hold hold = gate.enter(entrant(1), seconds(60));
        Entrant second = entrant(2);
        Started<Hold> waiter = new Started<>(() -> gate.enter(second, seconds(60)));
        untilWaiting(gate, 1);
        SQLException reason = new SQLException("session closed");
        assertTrue(second.cancel(reason));
        assertSame(reason, assertThrows(SQLException.class, waiter::result));
        Entrant third = entrant(3);
        Started<Hold> cancelled = new Started<>(() -> gate.enter(third, seconds(60)));
        untilWaiting(gate, 1);
        assertTrue(third.cancel());
        assertThrows(StatementCancelledException.class, cancelled::result);
        assertFalse(third.cancel());
        hold.exit();
    }

    @Test
    void holderIsChargedWithAWaitThatWasCancelled() throws Exception {
        Hold hold = gate.enter(entrant(1), seconds(10));
        AtomicLong inflicted = new AtomicLong();
        hold.watchedBy((ended, nanos) -> inflicted.set(nanos));
        Entrant second = entrant(2);
        Started<Hold> waiter = new Started<>(() -> gate.enter(second, seconds(10)));
        untilWaiting(gate, 1);
        ticker.advance(Duration.ofMillis(7));
        assertTrue(second.cancel());
        assertThrows(StatementCancelledException.class, waiter::result);
        hold.exit();
        assertEquals(Duration.ofMillis(7).toNanos(), inflicted.get());
    }

    @Test
    void cancelBeforeArrivalRefusesTheArrival() {
        Entrant entrant = entrant(1);
        assertTrue(entrant.cancel());
        assertThrows(StatementCancelledException.class, () -> gate.enter(entrant, seconds(60)));
    }

    /** The reason is read by the arrival between the two steps of the cancel, which then finds that it was obeyed. */
    @Test
    void cancelThatIsObeyedOnArrivalIsToldSo() {
        Entrant entrant = entrant(1);
        SQLException reason = new SQLException("enough");
        entrant.cancel(reason);
        assertSame(reason, assertThrows(SQLException.class, () -> gate.enter(entrant, seconds(60))));
        assertTrue(gate.cancel(entrant, reason));
        assertFalse(gate.cancel(entrant, new SQLException("too late")));
    }

    @Test
    void cancelOfAHolderHasNoEffect() throws Exception {
        Entrant entrant = entrant(1);
        Hold hold = gate.enter(entrant, seconds(60));
        assertFalse(entrant.cancel());
        assertTrue(hold.isCurrent());
        hold.exit();
    }

    @Test
    void entrantIsUsedOnce() throws Exception {
        Entrant entrant = entrant(1);
        gate.enter(entrant, seconds(60)).exit();
        assertThrows(IllegalStateException.class, () -> gate.enter(entrant, seconds(60)));
    }

    @Test
    void holderInfoShowsWhatTheHolderDoesNow() throws Exception {
        Hold hold = gate.enter(entrant(1), seconds(60));
        ticker.advance(Duration.ofMillis(7));
        assertEquals(Duration.ofMillis(7), hold.info().held());
        assertEquals("INSERT INTO t VALUES (?)", hold.info().sql());
        assertEquals(List.of(), hold.info().stackAtEntry());
        Thread elsewhere = new Thread("elsewhere");
        hold.movedTo(elsewhere);
        assertSame(elsewhere, hold.info().thread());
        hold.exit();
        ticker.advance(Duration.ofMillis(7));
        assertEquals(Duration.ofMillis(7), hold.held(), "an ended hold does not grow");
    }

    @Test
    void listenerHearsWaitAndHold() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        SqliteListener listener = new SqliteListener() {
            @Override
            public void gateEntered(long sessionId, long waitNanos) {
                heard.add(sessionId + " entered after " + waitNanos);
            }

            @Override
            public void gateExited(long sessionId, long holdNanos) {
                heard.add(sessionId + " exited after " + holdNanos);
            }

            @Override
            public void gateTimedOut(long sessionId, long waitNanos) {
                heard.add(sessionId + " timed out after " + waitNanos);
            }
        };
        Hold first = gate.enter(heardBy(listener, 1), seconds(60));
        Started<Hold> second = new Started<>(() -> gate.enter(heardBy(listener, 2), seconds(60)));
        untilWaiting(gate, 1);
        ticker.advance(Duration.ofNanos(50));
        Deadline passed = Deadline.after(ticker, Duration.ZERO);
        assertThrows(WriteGateTimeoutException.class, () -> gate.enter(heardBy(listener, 3), passed));
        first.exit();
        second.result().exit();
        Collections.sort(heard);
        assertEquals(
                List.of(
                        "1 entered after 0",
                        "1 exited after 50",
                        "2 entered after 50",
                        "2 exited after 0",
                        "3 timed out after 0"),
                heard);
    }

    @Test
    void listenerThatThrowsDoesNotKeepTheGate() {
        SqliteListener broken = new SqliteListener() {
            @Override
            public void gateEntered(long sessionId, long waitNanos) {
                throw new IllegalStateException("broken");
            }
        };
        assertThrows(IllegalStateException.class, () -> gate.enter(heardBy(broken, 1), seconds(60)));
        assertTrue(gate.isFree());
    }

    private static Entrant heardBy(SqliteListener listener, long sessionId) {
        return new Entrant(sessionId, "app", Thread.currentThread(), null, null, listener, null);
    }
}
