// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.FileKey;
import org.jspecify.annotations.Nullable;

/** Who uses a connection, and in which slot it counts. Guarded by the connection's source. */
public final class Binding {
    public Slot slot = Slot.POOLED;
    public boolean bound;
    long sessionId;

    @Nullable
    Thread thread;

    /** What the session runs or ran last; written by the session, read a moment late by others. */
    @Nullable
    String sql;

    /** Whether SQLite could open the file for reading only, for want of permission; it does so without a word. */
    public boolean openedUnwritable;

    /** Why its session keeps it until it closes, if so; written by the session, read a moment late by others. */
    @Nullable
    String keptBecause;

    /** The file that it has open, if that was known. */
    public @Nullable FileKey ofFile;

    public long sinceNanos;
    volatile long lastUsedNanos;

    public void bind(long session, Thread holder, long nowNanos) {
        bound = true;
        sessionId = session;
        thread = holder;
        sql = null;
        sinceNanos = nowNanos;
    }

    public void unbind(long nowNanos) {
        bound = false;
        thread = null;
        lastUsedNanos = nowNanos;
    }
}
