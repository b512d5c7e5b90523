// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and marks in their order, counted. Not thread-safe. */
final class WaitingWrites {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int writes;
    private long bytes;

    void add(Write<?> write) {
        entries.addLast(write);
        writes++;
        bytes += write.bytes();
    }

    void add(FlushMark mark) {
        entries.addLast(mark);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    boolean hasMarks() {
        return entries.size() > writes;
    }

    int writes() {
        return writes;
    }

    long bytes() {
        return bytes;
    }

    /** The write that waits longest, or null if none waits. */
    @Nullable
    Write<?> oldest() {
        for (Entry entry : entries) {
            if (entry instanceof Write<?> write) {
                return write;
            }
        }
        return null;
    }

    /** Takes out the oldest write, and leaves marks where they are. */
    Write<?> removeOldest() {
        Iterator<Entry> each = entries.iterator();
        while (true) {
            if (each.next() instanceof Write<?> write) {
                each.remove();
                removed(write);
                return write;
            }
        }
    }

    /** Takes out at most so many writes from the front, with the marks between and right behind them. */
    List<Entry> removeFirst(int most) {
        List<Entry> taken = new ArrayList<>(Math.min(entries.size(), most));
        int left = most;
        Entry next = entries.peekFirst();
        while (next != null && (left > 0 || next instanceof FlushMark)) {
            taken.add(entries.removeFirst());
            if (next instanceof Write<?> write) {
                removed(write);
                left--;
            }
            next = entries.peekFirst();
        }
        return taken;
    }

    private void removed(Write<?> write) {
        writes--;
        bytes -= write.bytes();
    }
}
