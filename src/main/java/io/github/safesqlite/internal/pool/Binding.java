// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.file.FileKey;
import org.jspecify.annotations.Nullable;

/** Who uses a connection, and in which slot it counts. Guarded by the connection's source. */
final class Binding {
    Slot slot = Slot.POOLED;
    boolean bound;
    long sessionId;

    @Nullable
    Thread thread;

    /** What the session runs or ran last; written by the session, read a moment late by others. */
    @Nullable
    String sql;

    /** Whether SQLite could open the file for reading only, for want of permission; it does so without a word. */
    boolean openedUnwritable;

    /** Why its session keeps it until it closes, if so; written by the session, read a moment late by others. */
    @Nullable
    String keptBecause;

    /** The file that it has open, if that was known. */
    @Nullable
    FileKey ofFile;

    long sinceNanos;
    volatile long lastUsedNanos;

    void bind(long session, Thread holder, long nowNanos) {
        bound = true;
        sessionId = session;
        thread = holder;
        sql = null;
        sinceNanos = nowNanos;
    }

    void unbind(long nowNanos) {
        bound = false;
        thread = null;
        lastUsedNanos = nowNanos;
    }
}
