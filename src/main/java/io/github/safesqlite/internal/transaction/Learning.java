// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.learning.Expectation;
import io.github.safesqlite.internal.learning.KeyHistory;
import io.github.safesqlite.internal.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

/** What the history of its key is told of the open transaction, with {@code beginMode=ADAPTIVE}. Guarded by the session's lock. */
final class Learning {
    private final SessionContext context;
    private @Nullable KeyHistory key;
    private long readingSinceNanos;
    private boolean readsBeside;
    private boolean writes;

    Learning(SessionContext context) {
        this.context = context;
    }

    /** A transaction begins with this statement. What is to be expected of it? */
    Expectation begins(SqlStatement first) {
        KeyHistory history = context.learned().of(first);
        key = history;
        // Of one before that could not begin.
        readsBeside = false;
        writes = false;
        return history.expected();
    }

    /** Whether a transaction that began alike has written. */
    boolean hasWritten() {
        KeyHistory history = key;
        return history != null && history.hasWritten();
    }

    void beganReading() {
        KeyHistory history = key;
        if (history != null) {
            history.beganReading();
            readsBeside = true;
            readingSinceNanos = context.ticker().nanos();
        }
    }

    void beganInGate() {
        KeyHistory history = key;
        if (history != null) {
            history.beganInGate();
        }
    }

    /** It writes, or is about to. */
    void writes() {
        writes = true;
    }

    void gaveWay() {
        KeyHistory history = key;
        if (history != null) {
            history.gaveWay();
        }
    }

    /** All that it had read was the same on the newest state. */
    void validated() {
        KeyHistory history = key;
        if (history != null) {
            history.validated();
        }
    }

    /** It could not write, since what it had read has changed, or may have. */
    void conflicted() {
        KeyHistory history = key;
        if (history != null) {
            history.conflicted();
        }
    }

    void ended() {
        KeyHistory history = key;
        if (history == null) {
            return;
        }
        if (readsBeside && !writes) {
            history.gateTimeSaved(context.ticker().nanos() - readingSinceNanos);
        }
        history.ended(writes);
        key = null;
    }
}
