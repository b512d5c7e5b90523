// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads that enter, time out, are cancelled, are interrupted, lead groups and fail to, all at random. */
@Tag("stress")
class WriteGateStressTest {
    private static final int THREADS = 16;
    private static final int ROUNDS = 3_000;

    private final WriteGate gate = new WriteGate();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong entered = new AtomicLong();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong gaveUp = new AtomicLong();
    private final AtomicReference<Entrant> someWaiter = new AtomicReference<>();
    private final AtomicReference<AssertionError> violation = new AtomicReference<>();

    // Used inside the gate only, which makes them safe.
    private List<Entrant> waiters = List.of();
    private long leftNanos;

    /** A job that counts how often it was done. */
    private static final class CountedJob implements GateJob {
        final AtomicInteger done = new AtomicInteger();
    }

    @Test
    void atMostOneIsInsideAndNobodyIsLost() throws Exception {
        long seed = 20261121;
        AtomicBoolean over = new AtomicBoolean();
        List<Started<Boolean>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            workers.add(new Started<>(() -> work(random)));
        }
        Started<Boolean> trouble = new Started<>(() -> makeTrouble(new Random(seed), workers, over));
        for (Started<Boolean> worker : workers) {
            worker.result();
        }
        over.set(true);
        trouble.result();
        assertNull(violation.get(), () -> "seed " + seed + ": " + violation.get());
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
        assertEquals(0, inside.get());
        assertEquals((long) THREADS * ROUNDS, entered.get() + served.get() + gaveUp.get());
        assertTrue(served.get() > 0 && gaveUp.get() > 0, "the seed " + seed + " tried nothing");
    }

    @Test
    void waitersEnterInOrderAndFewGoBeforeThem() throws Exception {
        List<Started<Boolean>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            workers.add(new Started<>(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    Entrant entrant = Gates.entrant(round);
                    Hold hold = gate.enter(entrant, Deadline.never());
                    checkTurn(entrant);
                    leftNanos = System.nanoTime();
                    hold.exit();
                }
                return true;
            }));
        }
        for (Started<Boolean> worker : workers) {
            worker.result();
        }
        assertNull(violation.get());
        assertTrue(gate.isFree());
    }

    /** Called inside the gate: the entrant is the first of those who waited, or one of the few who went before them. */
    private void checkTurn(Entrant entrant) {
        List<Entrant> waited = waiters;
        boolean first = !waited.isEmpty() && waited.get(0) == entrant;
        List<Entrant> before = first ? waited.subList(1, waited.size()) : waited;
        check(first || waited.isEmpty() || !waited.get(0).isOverdue(leftNanos), "nobody overtakes for too long");
        check(!before.contains(entrant), "nobody in the queue overtakes another in it");
        waiters = gate.waiters();
        check(before.equals(waiters.subList(0, Math.min(before.size(), waiters.size()))), "order of arrival");
    }

    private boolean work(Random random) {
        for (int round = 0; round < ROUNDS; round++) {
            CountedJob job = random.nextInt(3) == 0 ? null : new CountedJob();
            Entrant entrant = new Entrant(round, "app", Thread.currentThread(), null, job);
            if (random.nextInt(8) == 0) {
                someWaiter.set(entrant);
            }
            Duration limit = random.nextInt(4) == 0 ? Duration.ofNanos(random.nextInt(200_000)) : Duration.ofMinutes(2);
            try {
                Hold hold = gate.enterOrDelegate(entrant, Deadline.after(Ticker.system(), limit));
                if (hold == null) {
                    check(job != null && job.done.get() == 1, "served exactly once");
                    served.incrementAndGet();
                } else {
                    check(job == null || job.done.get() == 0, "not served and granted");
                    lead(hold, random);
                    entered.incrementAndGet();
                }
            } catch (WriteGateTimeoutException | StatementCancelledException expected) {
                check(job == null || job.done.get() == 0, "served, but told otherwise");
                gaveUp.incrementAndGet();
            } catch (SQLException unexpected) {
                violation.set(new AssertionError(unexpected));
            }
            Thread.interrupted();
        }
        return true;
    }

    private void lead(Hold hold, Random random) {
        check(inside.incrementAndGet() == 1, "alone inside");
        check(hold.isCurrent(), "holder while inside");
        if (random.nextInt(4) == 0) {
            // So that some wait, on one processor too.
            Thread.yield();
        }
        List<GateJob> jobs = random.nextBoolean() ? hold.takeJobs(random.nextInt(5)) : List.of();
        List<GateJob> done = random.nextInt(3) == 0 ? jobs.subList(0, jobs.size() / 2) : jobs;
        done.forEach(job -> ((CountedJob) job).done.incrementAndGet());
        inside.decrementAndGet();
        hold.completeJobs(done);
        hold.exit();
        hold.exit();
    }

    private boolean makeTrouble(Random random, List<Started<Boolean>> workers, AtomicBoolean over) {
        while (!over.get()) {
            Entrant waiter = someWaiter.getAndSet(null);
            if (waiter != null) {
                waiter.cancel();
            }
            workers.get(random.nextInt(workers.size())).thread.interrupt();
            Thread.yield();
        }
        return true;
    }

    private void check(boolean holds, String invariant) {
        if (!holds) {
            violation.compareAndSet(null, new AssertionError(invariant));
        }
    }
}
