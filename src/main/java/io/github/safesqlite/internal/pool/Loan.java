// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.text.SqlText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its source lends it: who has it, since when, and in which slot it counts. A pool keeps one for each of its
 * connections. Guarded by the source.
 */
public final class Loan {
    private final PhysicalConnection connection;

    Slot slot = Slot.POOLED;
    boolean bound;
    long sinceNanos;

    /** When it was last given back, by the source's ticker. */
    volatile long lastUsedNanos;

    /** The thread that had it last. */
    long lastThreadId;

    private long sessionId;
    private @Nullable Thread thread;

    Loan(PhysicalConnection connection) {
        this.connection = connection;
        this.lastUsedNanos = connection.openedNanos();
    }

    /** What is lent. */
    public PhysicalConnection connection() {
        return connection;
    }

    void bind(long session, Thread holder, long nowNanos) {
        connection.statements().forgetLastSql();
        bound = true;
        sessionId = session;
        thread = holder;
        lastThreadId = holder.getId();
        sinceNanos = nowNanos;
    }

    /** The session that it is bound to, or was last; 0 if the library uses it for itself. */
    long sessionId() {
        return sessionId;
    }

    void unbind(long nowNanos) {
        bound = false;
        thread = null;
        lastUsedNanos = nowNanos;
    }

    /** How long it was idle before it was bound. */
    long idleNanos() {
        return sinceNanos - lastUsedNanos;
    }

    /** Who has it. */
    HolderInfo holder(String poolName, long nowNanos) {
        return new HolderInfo(
                sessionId,
                poolName,
                thread == null ? Thread.currentThread() : thread,
                Duration.ofNanos(nowNanos - sinceNanos),
                SqlText.shown(connection.statements().lastSql()),
                List.of());
    }
}
