// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static io.github.safesqlite.internal.gate.Gates.seconds;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Waits at the gate that are asked from time to time whether they can end, in a time that passes only when told to. */
class WaitCheckTest {
    private static final Duration LENGTH = Duration.ofMillis(250);

    private final FakeTicker ticker = new FakeTicker();
    private final WriteGate gate = new WriteGate(ticker);
    private final SQLException inVain = new SQLException("in vain");

    /** Ends a wait after that time; whatever the time, it looks every millisecond of the machine. */
    private final class After implements WaitCheck {
        private final Deadline end = Deadline.after(ticker, LENGTH);
        private volatile int looks;
        private volatile Runnable whenOver = () -> {};

        @Override
        public @Nullable SQLException look() {
            looks++;
            if (end.expired()) {
                whenOver.run();
                return inVain;
            }
            return null;
        }

        @Override
        public long nanosToNextLook() {
            return TimeUnit.MILLISECONDS.toNanos(1);
        }

        void untilLookedAgain() {
            int before = looks;
            Waiting.until(() -> looks > before + 1);
        }
    }

    private Entrant checked(long sessionId, WaitCheck check) {
        Entrant entrant = entrant(sessionId);
        entrant.checkedBy(check);
        return entrant;
    }

    @Test
    void freeGateIsEnteredWithoutALook() throws Exception {
        After check = new After();
        gate.enter(checked(1, check), seconds(60)).exit();
        assertEquals(0, check.looks);
    }

    @Test
    void waitThatIsInVainEndsWithItsReasonAndLeavesNoTrace() throws Exception {
        Hold first = gate.enter(entrant(1), seconds(60));
        After check = new After();
        Started<Hold> second = new Started<>(() -> gate.enter(checked(2, check), seconds(60)));
        untilWaiting(gate, 1);
        ticker.advance(LENGTH.minusNanos(1));
        check.untilLookedAgain();
        assertFalse(second.isDone());
        ticker.advance(Duration.ofNanos(1));
        assertSame(inVain, assertThrows(SQLException.class, second::result));
        assertEquals(0, gate.waiting());
        first.exit();
        assertTrue(gate.isFree());
    }

    @Test
    void waitInVainEndsWithItsReasonThoughItsTimeIsOver() throws Exception {
        Hold first = gate.enter(entrant(1), seconds(60));
        After check = new After();
        Deadline over = Deadline.after(ticker, LENGTH);
        ticker.advance(LENGTH);
        assertSame(inVain, assertThrows(SQLException.class, () -> gate.enter(checked(2, check), over)));
        first.exit();
        assertTrue(gate.isFree());
    }

    @Test
    void whoKeepsWaitingKeepsItsPlace() throws Exception {
        Hold first = gate.enter(entrant(1), seconds(60));
        After check = new After();
        Started<Hold> second = new Started<>(() -> gate.enter(checked(2, check), seconds(60)));
        untilWaiting(gate, 1);
        Started<Hold> third = new Started<>(() -> gate.enter(entrant(3), seconds(60)));
        untilWaiting(gate, 2);
        check.untilLookedAgain();
        first.exit();
        second.result().exit();
        third.result().exit();
        assertTrue(gate.isFree());
    }

    @Test
    void whoIsGrantedTheGateDuringTheLastLookHasIt() throws Exception {
        Hold first = gate.enter(entrant(1), seconds(60));
        After check = new After();
        check.whenOver = first::exit;
        Started<Hold> second = new Started<>(() -> gate.enter(checked(2, check), seconds(60)));
        untilWaiting(gate, 1);
        ticker.advance(LENGTH);
        SQLException failure = null;
        try {
            second.result().exit();
        } catch (SQLException ended) {
            failure = ended;
        }
        // Leaving the gate only wakes the head of the queue: either way nobody is left in it.
        assertTrue(failure == null || failure == inVain);
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
    }
}
