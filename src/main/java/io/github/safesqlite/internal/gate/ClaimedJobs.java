// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.gate.Entrant.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entrants whose jobs one holder has claimed and not completed, in their order. Guarded by the gate's lock. */
final class ClaimedJobs {
    private final Chain<Entrant> claimed = new Chain<>();

    /** Claims the jobs at the head of {@code queue}, up to the first entrant without one that can share with {@code own}. */
    List<GateJob> takeFrom(WaitQueue queue, @Nullable GateJob own, int maximum) {
        List<GateJob> jobs = new ArrayList<>();
        Entrant head = queue.first();
        while (head != null && jobs.size() < maximum) {
            GateJob job = head.job();
            if (job == null || !job.canShareWith(own)) {
                break;
            }
            queue.remove(head);
            head.state = State.CLAIMED;
            claimed.addLast(head);
            jobs.add(job);
            head = queue.first();
        }
        return jobs;
    }

    /** Marks the entrants of {@code done} as served and returns them, to be woken. */
    List<Entrant> complete(List<? extends GateJob> done) {
        List<Entrant> served = new ArrayList<>();
        for (GateJob job : done) {
            Entrant entrant = claimed.first();
            while (entrant != null && entrant.job() != job) {
                entrant = entrant.next;
            }
            if (entrant != null) {
                claimed.remove(entrant);
                entrant.state = State.DONE;
                served.add(entrant);
            }
        }
        return served;
    }

    /**
     * Makes the rest normal waiters again, at the front of {@code queue} and in their order, except those that were cancelled in
     * the meantime. Returns all of them, to be woken: they parked without a limit.
     */
    List<Entrant> putBack(WaitQueue queue) {
        List<Entrant> undone = claimed.toList();
        for (Entrant entrant : undone) {
            if (entrant.cancelReason() == null) {
                entrant.state = State.WAITING;
            } else {
                claimed.remove(entrant);
                entrant.state = State.LEFT;
            }
        }
        queue.putBack(claimed);
        return undone;
    }
}
