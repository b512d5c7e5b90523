// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.internal.gate.Entrant.State;
import io.github.safesqlite.internal.gate.Gates.Started;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a waiting thread may rely on as soon as it sees, without the lock, that it was granted the gate. */
class TurnsTest {
    private static final int MOST_ROUNDS = 60_000;

    /** On one processor each round takes two switches between the threads. */
    private static final Duration MOST_TIME = Duration.ofSeconds(2);

    private final WriteGate gate = new WriteGate();
    private final Turns turns = new Turns(new GateTimes(0));
    private final AtomicReference<Entrant> watched = new AtomicReference<>();
    private volatile boolean isOver;

    @Test
    void whoeverSeesThatItWasGrantedTheGateIsItsHolder() throws Exception {
        Started<Integer> waiter = new Started<>(this::countGrantsWithoutTheGate);
        long start = System.nanoTime();
        for (int round = 0; round < MOST_ROUNDS && System.nanoTime() - start < MOST_TIME.toNanos(); round++) {
            Entrant first = entrant(1);
            Entrant second = entrant(2);
            turns.enterOrQueue(first, arrived(first), 0);
            turns.enterOrQueue(second, arrived(second), 0);
            watched.set(second);
            turns.passOn(0);
            turns.enterIfFirst(second, 0);
            while (watched.get() != null && !waiter.isDone()) {
                Thread.yield();
            }
            turns.passOn(0);
        }
        isOver = true;
        assertEquals(0, waiter.result(), "times that the waiter was told of its turn before it was the holder");
    }

    private Hold arrived(Entrant entrant) {
        Hold hold = new Hold(gate, entrant);
        entrant.arrive(gate, hold, 0);
        return hold;
    }

    private int countGrantsWithoutTheGate() {
        int early = 0;
        while (!isOver) {
            Entrant entrant = watched.get();
            if (entrant == null || entrant.state != State.GRANTED) {
                Thread.yield();
                continue;
            }
            if (turns.holder() != entrant.hold) {
                early++;
            }
            watched.set(null);
        }
        return early;
    }
}
