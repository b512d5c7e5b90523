// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list, linked through its members themselves so that leaving from the middle costs nothing. A member is in one
 * chain at most. Guarded by the gate's lock, except {@link #size}.
 */
final class Chain<M extends Chain.Member<M>> {
    /** What can be in a chain. */
    abstract static class Member<M extends Member<M>> {
        @Nullable
        M previous;

        @Nullable
        M next;
    }

    private @Nullable M first;
    private @Nullable M last;
    private volatile int size;

    /** The number of members; callable without the lock. */
    int size() {
        return size;
    }

    @Nullable
    M first() {
        return first;
    }

    @Nullable
    M last() {
        return last;
    }

    void addLast(M member) {
        M before = last;
        member.previous = before;
        member.next = null;
        last = member;
        if (before == null) {
            first = member;
        } else {
            before.next = member;
        }
        resize(1);
    }

    void remove(M member) {
        M before = member.previous;
        M after = member.next;
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
        member.previous = null;
        member.next = null;
        resize(-1);
    }

    void addFirst(M member) {
        M after = first;
        member.previous = null;
        member.next = after;
        first = member;
        if (after == null) {
            last = member;
        } else {
            after.previous = member;
        }
        resize(1);
    }

    List<M> toList() {
        List<M> members = new ArrayList<>(size);
        for (M member = first; member != null; member = member.next) {
            members.add(member);
        }
        return members;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the gate's lock only.
    private void resize(int difference) {
        size += difference;
    }
}
