// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.SessionClosedException;
import org.jspecify.annotations.Nullable;

/** Whether a session has ended, and what a caller is told who uses it nevertheless. Safe for use by multiple threads. */
final class SessionEnd {
    private final String poolName;
    private final long sessionId;
    private volatile boolean closed;
    private volatile boolean aborted;
    private volatile @Nullable String reclaimReason;

    SessionEnd(String poolName, long sessionId) {
        this.poolName = poolName;
        this.sessionId = sessionId;
    }

    /** Whether this is the first close. Called with the session's lock held. */
    boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Notes that it is ended from outside, which takes a moment; what to tell the call that runs. */
    SessionClosedException abort() {
        aborted = true;
        return aborted();
    }

    /** Notes why a session is closed that its user did not close. */
    void reclaim(String reason) {
        reclaimReason = reason;
    }

    boolean isEnded() {
        return closed || aborted;
    }

    void check() throws SessionClosedException {
        checkReclaimed();
        if (aborted) {
            throw aborted();
        }
        if (closed) {
            throw SessionClosedException.closed(poolName, sessionId);
        }
    }

    void checkReclaimed() throws SessionClosedException {
        String reason = reclaimReason;
        if (reason != null) {
            throw SessionClosedException.ended(poolName, sessionId, reason);
        }
    }

    private SessionClosedException aborted() {
        return SessionClosedException.ended(poolName, sessionId, "aborted");
    }
}
