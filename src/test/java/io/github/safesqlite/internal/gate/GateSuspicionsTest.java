// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Each rule of the gate is broken once, behind the gate's back. */
class GateSuspicionsTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Deadline inAMinute = Deadline.after(ticker, Duration.ofMinutes(1), "writeTimeout");
    private final WriteGate gate = new WriteGate(ticker);
    private final Turns turns = new Turns(new GateTimes(0));

    private Entrant arrive(long sessionId, Deadline deadline) {
        return arrive(entrant(sessionId), deadline);
    }

    private Entrant arrive(Entrant entrant, Deadline deadline) {
        Hold hold = new Hold(gate, entrant);
        entrant.arrive(gate, hold, 0);
        if (deadline != null) {
            entrant.waitsUntil(deadline);
        }
        turns.enterOrQueue(entrant, hold, 0);
        return entrant;
    }

    private List<String> suspicions() {
        return turns.suspicions().stream().map(Suspicion::text).toList();
    }

    @Test
    void holderAndWaiterAreInOrder() {
        arrive(1, inAMinute);
        arrive(2, inAMinute);
        assertEquals(List.of(), suspicions());
    }

    @Test
    void waiterThatSleepsAtAFreeGateIsSuspectUntilItEnters() throws Exception {
        Thread sleeper = new Thread(LockSupport::park, "sleeper");
        sleeper.start();
        Waiting.untilParked(sleeper);
        arrive(1, inAMinute);
        Entrant second = arrive(new Entrant(2, "app", sleeper, null, null), inAMinute);
        turns.passOn(0);
        assertEquals(
                List.of("the write gate is free, and connection #2 on thread \"sleeper\" waits for it"), suspicions());
        turns.enterIfFirst(second, 0);
        assertEquals(List.of(), suspicions());
        LockSupport.unpark(sleeper);
        sleeper.join();
    }

    /** A busy machine may let it wait for a processor. */
    @Test
    void waiterThatRunsWillLook() {
        arrive(1, inAMinute);
        arrive(2, inAMinute);
        turns.passOn(0);
        assertEquals(List.of(), suspicions());
    }

    @Test
    void waiterMustHaveALimitAndKeepIt() {
        arrive(1, inAMinute);
        arrive(2, null);
        arrive(3, inAMinute);
        ticker.advance(Duration.ofMinutes(2));
        assertEquals(
                List.of(
                        "connection #2 on thread \"main\" waits at the write gate, but nothing limits its wait",
                        "connection #3 on thread \"main\" waits at the write gate, but its time is over (writeTimeout)"),
                suspicions());
    }

    @Test
    void waiterMustBeAlive() throws Exception {
        arrive(1, inAMinute);
        Thread ended = new Thread(() -> arrive(2, inAMinute), "worker");
        ended.start();
        ended.join();
        assertEquals(
                List.of("connection #2 on thread \"worker\" waits at the write gate, but its thread has ended"),
                suspicions());
    }

    @Test
    void queueMustCountItsWaiters() {
        arrive(1, inAMinute);
        Entrant second = arrive(2, inAMinute);
        arrive(3, inAMinute);
        arrive(4, inAMinute);
        turns.queue().remove(second);
        turns.queue().remove(second);
        assertEquals(List.of("the queue of the write gate has 0 connections and counts 1"), suspicions());
    }
}
