// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.learning.Ended;
import io.github.safesqlite.internal.learning.Expectation;
import io.github.safesqlite.internal.learning.FirstRuns;
import io.github.safesqlite.internal.learning.KeyHistory;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the history of its key is told of the open transaction, with {@code beginMode=ADAPTIVE}. Guarded by the session's lock. */
final class Learning {
    private final SessionContext context;
    private @Nullable KeyHistory key;
    private FirstRuns.@Nullable Run firstRun;
    private boolean writes;
    private boolean reads;
    private boolean foundRows;
    private long begunNanos;
    private boolean inGate;
    private long heldNanos;

    Learning(SessionContext context) {
        this.context = context;
    }

    /** A transaction begins with this statement. What is to be expected of it? */
    Expectation begins(SqlStatement first) {
        KeyHistory history = context.learned().of(first);
        key = history;
        // Of one before that could not begin.
        endFirstRun();
        writes = false;
        reads = false;
        foundRows = false;
        return history.expected();
    }

    /** Nothing is known of it, so it lets those before it end first. What is to be expected of it then? */
    Expectation beginsFirstRun(RunningCall call) {
        KeyHistory history = Objects.requireNonNull(key, "a transaction begins with a key");
        firstRun = history.beginFirstRun(() -> call.endReason() != null);
        return firstRun == null ? history.expected() : Expectation.UNKNOWN;
    }

    void endFirstRun() {
        FirstRuns.Run run = firstRun;
        if (run != null) {
            firstRun = null;
            run.end();
        }
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
            began(0);
        }
    }

    void beganInGate(GatePass pass) {
        KeyHistory history = key;
        if (history != null) {
            history.beganInGate();
            if (!writes) {
                began(pass.held().toNanos());
                inGate = true;
            }
        }
    }

    private void began(long nanosAgo) {
        reads = true;
        begunNanos = context.ticker().nanos() - nanosAgo;
        inGate = false;
        heldNanos = 0;
    }

    /** It writes, or is about to. */
    void writes() {
        writes = true;
    }

    /** A query of it has found rows. */
    void foundRows() {
        foundRows = true;
    }

    /** It has left the gate after this time. */
    void gaveWay(Duration held) {
        KeyHistory history = key;
        if (history != null) {
            history.gaveWay();
            inGate = false;
            heldNanos = held.toNanos();
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
        if (reads && !writes) {
            long nanos = context.ticker().nanos() - begunNanos;
            long inside = inGate ? nanos : Math.min(heldNanos, nanos);
            if (inside > 0) {
                history.gateTimeOfReads(inside);
            }
            if (nanos > inside) {
                history.gateTimeSaved(nanos - inside);
            }
        }
        history.ended(writes ? Ended.WROTE : foundRows ? Ended.READ : Ended.FOUND_NOTHING);
        // Those who wait go by what it did.
        endFirstRun();
        key = null;
    }
}
