// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The readers of a database file whose reads keep writers from committing, as without a write-ahead log. Safe for use by
 * multiple threads.
 */
public final class Readers {
    private final Set<Reader> open = ConcurrentHashMap.newKeySet();

    /** A read under way. */
    public interface Reader {
        /** What reads. */
        Object owner();

        /** The thread that began it. */
        Thread thread();

        /** When it began; only differences mean something. */
        long sinceNanos();
    }

    /** Notes that a read began. */
    public void add(Reader reader) {
        open.add(reader);
    }

    /** Notes that a read ended. */
    public void remove(Reader reader) {
        open.remove(reader);
    }

    /** Notes that all reads of {@code owner} have ended, however that came. */
    public void removeAllOf(Object owner) {
        open.removeIf(reader -> reader.owner() == owner);
    }

    /** The oldest read of that kind. */
    public Optional<Reader> oldest(Predicate<Reader> kind) {
        return open.stream().filter(kind).min(Comparator.comparing(Reader::sinceNanos, Readers::compareNanos));
    }

    /** Whether {@code thread} reads through anything but {@code owner}. */
    public boolean readsBeside(Object owner, Thread thread) {
        return !open.isEmpty()
                && open.stream().anyMatch(reader -> reader.thread() == thread && reader.owner() != owner);
    }

    private static int compareNanos(long left, long right) {
        return Long.compare(left - right, 0);
    }
}
