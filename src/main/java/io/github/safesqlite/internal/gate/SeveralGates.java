// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entering the gates of several files, as a session does that has files attached. Safe for use by multiple threads.
 *
 * <p>All enter them in the same order, so there is no circular wait, with one exception: a session that attaches a file within
 * its transaction is inside already and cannot wait in that order. So each wait of someone who is inside another gate is kept
 * here, and where it would close a circle, one who has not begun his transaction yet leaves all gates and starts again. If
 * nobody in the circle can do that, the one who closes it is refused.
 */
public final class SeveralGates {
    /** The waits of those who are inside another gate; guarded by itself. */
    private static final List<Wait> WAITS = new ArrayList<>();

    private SeveralGates() {}

    /** Makes the entrant for a gate that is about to be entered. */
    @FunctionalInterface
    public interface Arrival {
        /** Makes it. */
        Entrant at(WriteGate gate) throws SQLException;
    }

    /** One wait for a gate. */
    private record Wait(Entrant entrant, WriteGate wanted, List<Hold> inside, boolean canStartAgain) {}

    /** The order in which they are entered, each of them once. */
    public static List<WriteGate> inOrder(List<WriteGate> gates) {
        return gates.stream()
                .distinct()
                .sorted(Comparator.comparingLong(gate -> gate.number))
                .toList();
    }

    /**
     * Enters the gates, which are in order, all or none of them. Throws as {@link WriteGate#enter}.
     *
     * @return the holds, in the same order
     */
    public static List<Hold> enter(List<WriteGate> gates, Arrival arrival, Deadline deadline) throws SQLException {
        if (gates.size() == 1) {
            WriteGate only = gates.get(0);
            return List.of(only.enter(arrival.at(only), deadline));
        }
        List<Hold> holds = null;
        while (holds == null) {
            holds = tryEnter(gates, arrival, deadline);
        }
        return holds;
    }

    /** Null if it has left all gates for someone who cannot do so. */
    private static @Nullable List<Hold> tryEnter(List<WriteGate> gates, Arrival arrival, Deadline deadline)
            throws SQLException {
        List<Hold> inside = new ArrayList<>(gates.size());
        boolean complete = false;
        try {
            for (WriteGate gate : gates) {
                inside.add(enterBeside(List.copyOf(inside), gate, arrival, deadline, true));
            }
            complete = true;
            return inside;
        } catch (StartAgain startAgain) {
            return null;
        } finally {
            if (!complete) {
                leave(inside);
            }
        }
    }

    /**
     * Enters one more gate for a transaction that has begun.
     *
     * @param inside the gates that it is inside, which it does not leave
     * @throws io.github.safesqlite.error.WriteDeadlockException if someone who waits for one of these is inside the wanted one,
     *     and cannot leave it
     */
    public static Hold enterToo(List<Hold> inside, WriteGate wanted, Arrival arrival, Deadline deadline)
            throws SQLException {
        return enterBeside(List.copyOf(inside), wanted, arrival, deadline, false);
    }

    /** Leaves all of the gates, the last one first, also if a listener fails that is told of it. */
    public static void leave(List<Hold> holds) {
        if (!holds.isEmpty()) {
            int last = holds.size() - 1;
            try {
                holds.get(last).exit();
            } finally {
                leave(holds.subList(0, last));
            }
        }
    }

    private static Hold enterBeside(
            List<Hold> inside, WriteGate wanted, Arrival arrival, Deadline deadline, boolean canStartAgain)
            throws SQLException {
        Entrant entrant = arrival.at(wanted).withoutTurn();
        if (inside.isEmpty()) {
            return wanted.enter(entrant, deadline);
        }
        Wait wait = new Wait(entrant, wanted, inside, canStartAgain);
        try {
            breakCircle(wait);
            return wanted.enter(entrant, deadline);
        } finally {
            synchronized (WAITS) {
                WAITS.remove(wait);
            }
        }
    }

    /**
     * A circle comes into being with the wait that closes it: who is let into a gate waits for nobody until his next wait. So
     * to look at the begin of each wait is enough.
     */
    private static void breakCircle(Wait wait) throws SQLException {
        synchronized (WAITS) {
            WAITS.add(wait);
            List<Wait> circle = circle(wait);
            if (circle.isEmpty()) {
                return;
            }
            for (Wait one : circle) {
                if (one == wait && one.canStartAgain()) {
                    throw new StartAgain();
                } else if (one.canStartAgain()) {
                    // Without effect if it was let in just now, and then there is no circle.
                    one.entrant().cancel(new StartAgain());
                    return;
                }
            }
        }
        throw GateFailures.circle(wait.entrant(), wait.wanted().holder());
    }

    /** The waits that hold up each other because of this one, with it as the first; empty if there are none. */
    private static List<Wait> circle(Wait last) {
        List<Wait> path = new ArrayList<>();
        for (Wait wait = last; wait != null && !path.contains(wait); ) {
            path.add(wait);
            Hold inTheWay = wait.wanted().holder();
            if (inTheWay == null || !inTheWay.isInTheWay()) {
                return List.of();
            }
            if (last.inside().contains(inTheWay)) {
                return path;
            }
            wait = waitOf(inTheWay);
        }
        return List.of();
    }

    private static @Nullable Wait waitOf(Hold hold) {
        for (Wait wait : WAITS) {
            if (wait.inside().contains(hold)) {
                return wait;
            }
        }
        return null;
    }

    /** Tells the one who has not begun his transaction to leave all gates for someone else. */
    private static final class StartAgain extends SQLException {
        private static final long serialVersionUID = 1;

        StartAgain() {
            super("leaves the write gates for a transaction that has begun");
        }
    }
}
