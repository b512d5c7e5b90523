// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.error.SessionClosedException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a session has ended, and the exception for a caller that still uses it. Safe for use by multiple threads. */
public final class SessionEnd {
    private final String poolName;
    private final long sessionId;
    private volatile boolean closed;
    private volatile boolean aborted;
    private volatile @Nullable Supplier<SessionClosedException> reclaimed;

    SessionEnd(String poolName, long sessionId) {
        this.poolName = poolName;
        this.sessionId = sessionId;
    }

    /** Whether this is the first close. Called with the session's lock held. */
    public boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Notes that it is ended from outside, which takes a moment; what to tell the call that runs. */
    public SessionClosedException abort() {
        aborted = true;
        Supplier<SessionClosedException> reason = reclaimed;
        return reason == null ? aborted() : reason.get();
    }

    /** Notes why a session is closed that its user did not close. */
    public void reclaim(String reason) {
        reclaimed = () -> SessionClosedException.ended(poolName, sessionId, reason);
    }

    /** Notes that its DataSource is closed, which is why it will be aborted. */
    public void dataSourceClosed() {
        reclaimed = () -> SessionClosedException.poolClosed(poolName);
    }

    boolean isReclaimed() {
        return reclaimed != null;
    }

    boolean isEnded() {
        return closed || aborted;
    }

    public void check() throws SessionClosedException {
        checkReclaimed();
        if (aborted) {
            throw aborted();
        }
        if (closed) {
            throw SessionClosedException.closed(poolName, sessionId);
        }
    }

    void checkReclaimed() throws SessionClosedException {
        Supplier<SessionClosedException> reason = reclaimed;
        if (reason != null) {
            throw reason.get();
        }
    }

    private SessionClosedException aborted() {
        return SessionClosedException.ended(poolName, sessionId, "aborted");
    }
}
