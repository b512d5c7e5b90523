// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.gate.Gates.Job;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wait that is likely to take twice the time that there is does not begin. */
class HopelessWaitTest {
    private static final Duration HOLD = Duration.ofMillis(100);

    private final FakeTicker ticker = new FakeTicker();
    private final WriteGate gate = new WriteGate(ticker);
    private final List<Started<Boolean>> waiters = new ArrayList<>();

    private Deadline millis(long millis) {
        return Deadline.after(ticker, Duration.ofMillis(millis), "writeTimeout");
    }

    private void holdTimes(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Hold hold = gate.enter(entrant(i), millis(0));
            ticker.advance(HOLD);
            hold.exit();
        }
    }

    private Started<Boolean> starts(Entrant entrant, Deadline deadline) {
        int before = gate.waiting();
        Started<Boolean> waiter = new Started<>(() -> {
            Hold hold = gate.enterOrDelegate(entrant, deadline);
            if (hold != null) {
                hold.exit();
            }
            return true;
        });
        waiters.add(waiter);
        untilWaiting(gate, before + 1);
        return waiter;
    }

    private void endsWith(Hold holder) throws Exception {
        holder.exit();
        for (Started<Boolean> waiter : waiters) {
            assertTrue(waiter.result());
        }
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
    }

    @Test
    void isRefusedAtOnceAndSaysWhatItWouldHaveTaken() throws Exception {
        holdTimes(20);
        Hold holder = gate.enter(entrant(50).ofClient(new ClientInfo("import", null)), millis(0));
        ticker.advance(Duration.ofMillis(40));
        starts(entrant(51), Deadline.never());
        starts(entrant(52), Deadline.never());
        Entrant hopeless = entrant(53).rejectingHopelessWait(true);
        WriteGateTimeoutException refused =
                assertThrows(WriteGateTimeoutException.class, () -> gate.enter(hopeless, millis(129)));
        assertEquals(
                "app: write gate not entered: that would probably take 260 ms, and 129 ms are left (writeTimeout). 3"
                        + " transactions are ahead, which take 100 ms on average. Held for 40 ms by connection #50 of"
                        + " application \"import\" on thread \""
                        + Thread.currentThread().getName()
                        + "\" (INSERT INTO t VALUES (?)), 2 waiting. Try again later, shorten these transactions, raise"
                        + " writeTimeout, or set rejectHopelessWaits=false to wait in any case.",
                refused.getMessage());
        assertEquals(Duration.ofMillis(260), refused.expectedWait());
        assertEquals(2, gate.waiting());
        endsWith(holder);
    }

    @Test
    void isNotRefusedWithHalfTheTimeOrMore() throws Exception {
        holdTimes(20);
        Hold holder = gate.enter(entrant(50), millis(0));
        starts(entrant(51), Deadline.never());
        starts(entrant(52).rejectingHopelessWait(true), millis(100));
        starts(entrant(53), millis(1));
        endsWith(holder);
    }

    @Test
    void isNotRefusedWhereTooLittleIsKnown() throws Exception {
        holdTimes(19);
        Hold holder = gate.enter(entrant(50), millis(0));
        starts(entrant(51).rejectingHopelessWait(true), millis(1));
        endsWith(holder);
    }

    @Test
    void isNotRefusedForWhatWasLongAgo() throws Exception {
        holdTimes(20);
        ticker.advance(Duration.ofMinutes(3));
        Hold holder = gate.enter(entrant(50), millis(0));
        starts(entrant(51).rejectingHopelessWait(true), millis(1));
        endsWith(holder);
    }

    @Test
    void freeGateIsEntered() throws Exception {
        holdTimes(20);
        gate.enter(entrant(50).rejectingHopelessWait(true), millis(0)).exit();
    }

    @Test
    void jobsInARowAreOneTurn() throws Exception {
        holdTimes(20);
        Hold holder = gate.enter(entrant(50), millis(0));
        for (int i = 1; i <= 5; i++) {
            starts(entrant(50 + i, new Job(i)), Deadline.never());
        }
        starts(entrant(56, new Job(6)).rejectingHopelessWait(true), millis(50));
        WriteGateTimeoutException refused = assertThrows(
                WriteGateTimeoutException.class, () -> gate.enter(entrant(57).rejectingHopelessWait(true), millis(50)));
        assertEquals(Duration.ofMillis(200), refused.expectedWait());
        endsWith(holder);
    }

    @Test
    void backgroundCountsThoseThatGoFirst() throws Exception {
        holdTimes(20);
        Hold holder = gate.enter(entrant(50), millis(0));
        ClientInfo background = new ClientInfo(null, Priority.BACKGROUND);
        starts(entrant(51).ofClient(background), Deadline.never());
        starts(entrant(52), Deadline.never());
        WriteGateTimeoutException refused = assertThrows(
                WriteGateTimeoutException.class,
                () -> gate.enter(entrant(53).ofClient(background).rejectingHopelessWait(true), millis(1)));
        assertEquals(Duration.ofMillis(300), refused.expectedWait());
        refused = assertThrows(
                WriteGateTimeoutException.class, () -> gate.enter(entrant(54).rejectingHopelessWait(true), millis(1)));
        assertEquals(Duration.ofMillis(200), refused.expectedWait());
        endsWith(holder);
    }
}
