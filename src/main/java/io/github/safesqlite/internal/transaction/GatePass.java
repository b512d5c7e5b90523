// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.Patience;
import io.github.safesqlite.internal.gate.SeveralGates;
import io.github.safesqlite.internal.gate.WriteGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's right to write: the gates of the files themselves, or those gates as lent by an outer transaction of the same
 * thread. Guarded by the session's lock.
 */
public final class GatePass {
    private final @Nullable NestedWrite nested;
    private List<WriteGate> gates;
    private List<Hold> holds;

    private GatePass(List<WriteGate> gates, List<Hold> holds, @Nullable NestedWrite nested) {
        this.gates = gates;
        this.holds = holds;
        this.nested = nested;
    }

    static GatePass own(List<WriteGate> gates, List<Hold> holds) {
        return new GatePass(gates, holds, null);
    }

    static GatePass lent(List<WriteGate> gates, NestedWrite nested) {
        return new GatePass(gates, List.of(), nested);
    }

    /** Whether it is the right to write to the files of all these gates. */
    boolean covers(List<WriteGate> needed) {
        return gates == needed || gates.containsAll(needed);
    }

    /** Those of the gates whose files it is the right to write to. */
    List<WriteGate> insideOf(List<WriteGate> needed) {
        return needed.stream().filter(gate -> gates.contains(gate)).toList();
    }

    /** The gates that the session itself is inside. */
    List<Hold> holds() {
        return holds;
    }

    /** The session is inside one more gate. */
    void entered(WriteGate gate, Hold hold) {
        gates = and(gates, gate);
        holds = and(holds, hold);
    }

    /** The session has left its gates, and is inside these. */
    void enteredInstead(List<WriteGate> others, List<Hold> otherHolds) {
        gates = others;
        holds = otherHolds;
    }

    /** Leaves the session's own gates. */
    void leaveOwn() {
        List<Hold> left = holds;
        holds = List.of();
        SeveralGates.leave(left);
    }

    private static <T> List<T> and(List<T> some, T one) {
        List<T> all = new ArrayList<>(some);
        all.add(one);
        return List.copyOf(all);
    }

    /** Whether the gate is another session's, which may have ended since: then this one has inherited it. */
    public boolean isLent() {
        return nested != null && inherited().isEmpty();
    }

    private List<Hold> inherited() {
        return nested == null ? List.of() : nested.inherited();
    }

    /** Tells diagnosis what the holder does now, at whose cost the time goes from now on. */
    public void working(String sql) {
        working(holds, sql);
        working(inherited(), sql);
    }

    private static void working(List<Hold> inside, String sql) {
        for (Hold hold : inside) {
            hold.working(sql);
            hold.movedTo(Thread.currentThread());
        }
    }

    /** What it runs has changed so many rows. */
    public void changed(long rows) {
        changed(holds, rows);
        changed(inherited(), rows);
    }

    private static void changed(List<Hold> inside, long rows) {
        for (Hold hold : inside) {
            hold.changed(rows);
        }
    }

    /** The last look at the connection that wrote, before it goes back to the pool. Can't throw. */
    void beforeRelease(PhysicalConnection writer) {
        if (nested != null) {
            nested.innerIsDone(writer);
        }
    }

    /** Leaves the gates to the one that they are lent to; false if that one has given them back. */
    boolean leaveTo(NestedWrite borrower) {
        List<Hold> inside = new ArrayList<>(holds);
        inside.addAll(inherited());
        return !inside.isEmpty() && borrower.inherit(inside);
    }

    /** Gives way to those who wait when its patience is over, until {@link #keep}. Not if it is inside several gates. */
    void mayGiveWay(Patience patience) {
        if (holds.size() == 1) {
            holds.get(0).mayGiveWay(patience);
        }
    }

    /** Stays inside from now on; false if it has given way before. */
    boolean keep() {
        return holds.size() != 1 || holds.get(0).keep();
    }

    boolean hasGivenWay() {
        return holds.size() == 1 && holds.get(0).hasGivenWay();
    }

    /** The time for which the session has been inside its first gate, or was until it gave way. */
    Duration held() {
        return holds.isEmpty() ? Duration.ZERO : holds.get(0).held();
    }

    /** Ends the right to write. */
    void exit() {
        try {
            leaveOwn();
        } finally {
            if (nested != null) {
                nested.end();
            }
        }
    }
}
