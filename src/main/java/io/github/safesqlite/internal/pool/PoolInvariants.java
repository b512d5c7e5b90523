// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.invariant.Suspicion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the bookkeeping of a pool whenever its lock is free. To be used under the lock.
 *
 * @param all the connections
 * @param active how many are counted as bound
 * @param running how many of those are counted in maximumPoolSize
 * @param parked how many of those are counted as parked
 * @param idle how many connections are counted as idle
 */
record PoolInvariants(List<Loan> all, int active, int running, int parked, int idle) {
    /**
     * What does not hold.
     *
     * @param passedOver who waits although there is room for it, or null
     * @param waiters all who wait
     */
    List<Suspicion> broken(@Nullable PoolWaiter passedOver, Collection<PoolWaiter> waiters) {
        List<Suspicion> broken = new ArrayList<>();
        count("in use", active, loan -> loan.bound, broken);
        count("in use by those who run", running, loan -> loan.bound && loan.slot == Slot.POOLED, broken);
        count("in use by those who wait to write", parked, loan -> loan.bound && loan.slot == Slot.PARKED, broken);
        count("idle", idle, loan -> !loan.bound, broken);
        if (passedOver != null) {
            broken.add(new Suspicion(
                    List.of(passedOver, "passed over"),
                    "the pool has room, and connection #" + passedOver.sessionId + " waits for a physical connection"));
        }
        for (PoolWaiter waiter : waiters) {
            String wrong = waiter.wrongWithWait();
            if (wrong != null) {
                broken.add(new Suspicion(
                        waiter, "connection #" + waiter.sessionId + " waits for a physical connection, but " + wrong));
            }
        }
        return broken;
    }

    private void count(String what, int counted, Predicate<Loan> which, List<Suspicion> broken) {
        long there = all.stream().filter(which).count();
        if (there != counted) {
            String text = "the pool counts " + counted + " physical connections as " + what + " and has " + there;
            broken.add(new Suspicion(what, text));
        }
    }

    /** The connections that sessions have which are not open. */
    static List<Suspicion> boundToNobody(List<Loan> bound, Predicate<Long> isOpen) {
        return bound.stream()
                .filter(loan -> loan.sessionId() != 0 && !isOpen.test(loan.sessionId()))
                .map(loan -> new Suspicion(
                        List.of(loan, loan.sinceNanos),
                        "a physical connection is in use by connection #" + loan.sessionId() + ", which is closed"))
                .toList();
    }
}
