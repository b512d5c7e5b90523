// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import org.jspecify.annotations.Nullable;

/**
 * A read that a session has open: a transaction, or a result set that is not read to its end. SQLite keeps its snapshot, and
 * so every later frame of the write-ahead log, until it ends. Immutable; each read has an object of its own.
 *
 * @param sinceNanos when it began, by the ticker of its session
 * @param sql the statement that began it, or null if it is not known
 * @param thread the thread that began it
 * @param end what is to be done when it ends
 */
public record OpenRead(long sinceNanos, @Nullable String sql, Thread thread, Runnable end) {
    private static final Runnable NOTHING = () -> {};

    /** A read whose end nobody waits for. */
    public OpenRead(long sinceNanos, @Nullable String sql, Thread thread) {
        this(sinceNanos, sql, thread, NOTHING);
    }

    /** The same read, at the end of which that is done. */
    public OpenRead endedBy(Runnable toDo) {
        return new OpenRead(sinceNanos, sql, thread, toDo);
    }
}
