// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.FixedPatience;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads that read in the gate, give way, and keep it or enter anew to write, all at random. */
@Tag("stress")
class GivingWayStressTest {
    private static final int THREADS = 12;
    private static final int ROUNDS = 3_000;

    /** On one processor each round takes two switches between the threads. */
    private static final long MOST_NANOS = 2_000_000_000L;

    private final WriteGate gate = new WriteGate();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicLong entered = new AtomicLong();
    private final AtomicLong exited = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong gaveWay = new AtomicLong();
    private final AtomicReference<AssertionError> violation = new AtomicReference<>();
    private final SqliteListener counting = new SqliteListener() {
        @Override
        public void gateEntered(long sessionId, long waitNanos) {
            entered.incrementAndGet();
        }

        @Override
        public void gateExited(long sessionId, long holdNanos) {
            exited.incrementAndGet();
        }
    };

    @Test
    void whoeverWritesIsAloneAndEitherKeepsTheGateOrGivesWay() throws Exception {
        long seed = 20261128;
        List<Started<Boolean>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            workers.add(new Started<>(() -> work(random)));
        }
        for (Started<Boolean> worker : workers) {
            worker.result();
        }
        assertNull(violation.get(), () -> "seed " + seed + ": " + violation.get());
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
        assertEquals(entered.get(), exited.get(), "each stay has ended once");
        assertTrue(kept.get() > 0 && gaveWay.get() > 0, kept + " kept it and " + gaveWay + " gave way");
    }

    @Test
    void keepAndAWaiterAtTheSameMomentHaveOneWinner() throws Exception {
        int rounds = 20_000;
        CyclicBarrier together = new CyclicBarrier(2);
        Started<Boolean> waiter = new Started<>(() -> {
            for (int round = 0; round < rounds; round++) {
                together.await();
                Hold next = gate.enter(Gates.entrant(2), Deadline.never());
                write(next);
                next.exit();
                together.await();
            }
            return true;
        });
        for (int round = 0; round < rounds; round++) {
            Hold hold = gate.enter(Gates.entrant(1), Deadline.never());
            hold.mayGiveWay(new FixedPatience(Duration.ZERO));
            together.await();
            spin(round % 250);
            boolean isKept = hold.keep();
            check(isKept != hold.hasGivenWay(), "one of the two");
            if (isKept) {
                write(hold);
                kept.incrementAndGet();
            } else {
                gaveWay.incrementAndGet();
            }
            hold.exit();
            together.await();
        }
        waiter.result();
        assertNull(violation.get());
        assertTrue(gate.isFree());
        assertTrue(kept.get() > 0 && gaveWay.get() > 0, kept + " kept it and " + gaveWay + " gave way");
    }

    @Test
    void ofKeepingAndGivingWayOneIsDecided() throws Exception {
        AtomicReference<Hold> contested = new AtomicReference<>();
        AtomicInteger given = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Started<Boolean> other = new Started<>(() -> {
            while (!over.get()) {
                Hold hold = contested.get();
                if (hold == null) {
                    Thread.onSpinWait();
                } else {
                    given.set(hold.giveWay() ? 1 : 0);
                    contested.set(null);
                }
            }
            return true;
        });
        long start = System.nanoTime();
        for (int round = 0; round < 300_000 && System.nanoTime() - start < MOST_NANOS; round++) {
            Hold hold = gate.enter(Gates.entrant(1), Deadline.never());
            hold.mayGiveWay(new FixedPatience(Duration.ZERO));
            contested.set(hold);
            spin(round % 8);
            int isKept = hold.keep() ? 1 : 0;
            while (contested.get() != null && !other.isDone()) {
                Thread.onSpinWait();
            }
            check(isKept + given.get() == 1, "one of the two");
            hold.exit();
        }
        over.set(true);
        other.result();
        assertNull(violation.get());
    }

    /** So that the two meet in each round at another point. */
    private static void spin(int steps) {
        for (int step = 0; step < steps * 4; step++) {
            Thread.onSpinWait();
        }
    }

    private boolean work(Random random) throws SQLException {
        for (int round = 0; round < ROUNDS; round++) {
            try {
                if (random.nextInt(16) == 0) {
                    Thread.currentThread().interrupt();
                }
                transaction(random, round);
            } catch (WriteGateTimeoutException | StatementCancelledException expected) {
                Thread.interrupted();
            }
            Thread.interrupted();
        }
        return true;
    }

    private void transaction(Random random, int round) throws SQLException {
        Hold hold = enter(random, round);
        try {
            if (random.nextInt(4) > 0) {
                hold.mayGiveWay(new FixedPatience(Duration.ofNanos(random.nextInt(20_000))));
            }
            read(random);
            if (random.nextBoolean()) {
                if (hold.keep()) {
                    check(!hold.hasGivenWay(), "either kept or given");
                    write(hold);
                    kept.incrementAndGet();
                } else {
                    check(hold.hasGivenWay(), "nobody else has ended it");
                    gaveWay.incrementAndGet();
                    upgrade(random, round);
                }
            }
        } finally {
            hold.exit();
            hold.exit();
        }
    }

    private void upgrade(Random random, int round) throws SQLException {
        Hold again = enter(random, round);
        write(again);
        again.exit();
    }

    private Hold enter(Random random, int round) throws SQLException {
        Duration limit = random.nextInt(8) == 0 ? Duration.ofNanos(random.nextInt(200_000)) : Duration.ofMinutes(2);
        return gate.enter(
                new Entrant(round, "app", Thread.currentThread(), null, null, counting, null),
                Deadline.after(Ticker.system(), limit));
    }

    private static void read(Random random) {
        for (int steps = random.nextInt(3); steps > 0; steps--) {
            // So that others come, on one processor too.
            Thread.yield();
        }
    }

    private void write(Hold hold) {
        check(writing.incrementAndGet() == 1, "alone inside");
        check(hold.isCurrent(), "holder while it writes");
        Thread.yield();
        check(hold.isCurrent(), "holder to the end");
        writing.decrementAndGet();
    }

    private void check(boolean holds, String invariant) {
        if (!holds) {
            violation.compareAndSet(null, new AssertionError(invariant));
        }
    }
}
