// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list of entrants, linked through the entrants themselves so that leaving from the middle costs nothing.
 * An entrant is in one queue at most. Guarded by the gate's lock, except {@link #size}.
 */
final class WaitQueue {
    private @Nullable Entrant first;
    private @Nullable Entrant last;
    private volatile int size;

    /** The number of entrants; callable without the lock. */
    int size() {
        return size;
    }

    @Nullable
    Entrant first() {
        return first;
    }

    void addLast(Entrant entrant) {
        Entrant before = last;
        entrant.previous = before;
        entrant.next = null;
        last = entrant;
        if (before == null) {
            first = entrant;
        } else {
            before.next = entrant;
        }
        resize(1);
    }

    @Nullable
    Entrant removeFirst() {
        Entrant head = first;
        if (head != null) {
            remove(head);
        }
        return head;
    }

    void remove(Entrant entrant) {
        Entrant before = entrant.previous;
        Entrant after = entrant.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        entrant.previous = null;
        entrant.next = null;
        resize(-1);
    }

    /** Moves all of {@code other} in front of this queue, in their order. */
    void prepend(WaitQueue other) {
        for (Entrant entrant = other.last; entrant != null; entrant = other.last) {
            other.remove(entrant);
            addFirst(entrant);
        }
    }

    /** Whether somebody in it arrived in that thread and checks whether the wait can end. */
    boolean hasCheckedWaiterOf(Thread thread) {
        for (Entrant entrant = first; entrant != null; entrant = entrant.next) {
            if (entrant.thread() == thread && entrant.isChecked()) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody in it may enter when it is not the turn of this process. */
    boolean hasOneWithoutTurn() {
        for (Entrant entrant = first; entrant != null; entrant = entrant.next) {
            if (entrant.needsNoTurn()) {
                return true;
            }
        }
        return false;
    }

    private void addFirst(Entrant entrant) {
        Entrant after = first;
        entrant.previous = null;
        entrant.next = after;
        first = entrant;
        if (after == null) {
            last = entrant;
        } else {
            after.previous = entrant;
        }
        resize(1);
    }

    List<Entrant> toList() {
        List<Entrant> entrants = new ArrayList<>(size);
        for (Entrant entrant = first; entrant != null; entrant = entrant.next) {
            entrants.add(entrant);
        }
        return entrants;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the gate's lock only.
    private void resize(int difference) {
        size += difference;
    }
}
