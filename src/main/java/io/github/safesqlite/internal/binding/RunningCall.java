// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.retry.Backoff;
import io.github.safesqlite.internal.retry.Sleeper;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The call that a session is in now, as far as another thread may end it: a wait for the pool, for the gate, for a
 * backoff, or SQLite at work. Safe for use by multiple threads.
 */
public final class RunningCall {
    private final ConnectionSource source;
    private final long sessionId;
    private final @Nullable Caller statement;
    private final @Nullable String sql;

    private volatile @Nullable SQLException endReason;
    private @Nullable Entrant waitingAtGate;
    private @Nullable Backoff backoff;
    private Sleeper sleeper = Sleeper.parking();
    private @Nullable PhysicalConnection executing;
    private boolean finished;

    RunningCall(ConnectionSource source, long sessionId, @Nullable Caller statement, @Nullable String sql) {
        this.source = source;
        this.sessionId = sessionId;
        this.statement = statement;
        this.sql = sql;
    }

    /** The work of another session in this thread, whose interrupts it is not to feel. Nothing ends it early. */
    static RunningCall ofOther(ConnectionSource source, long sessionId, String sql) {
        RunningCall call = new RunningCall(source, sessionId, null, sql);
        call.sleeper = Sleeper.undisturbed();
        return call;
    }

    boolean belongsTo(Caller candidate) {
        return statement == candidate;
    }

    @Nullable
    String sql() {
        return sql;
    }

    /** Ends the call with this exception, wherever it is; repeat it until the call has finished. */
    synchronized void end(SQLException reason) {
        if (finished) {
            return;
        }
        if (endReason == null) {
            endReason = reason;
        }
        if (waitingAtGate != null) {
            waitingAtGate.cancel(reason);
        }
        if (backoff != null) {
            backoff.cancel(reason);
        }
        source.cancelWait(sessionId, reason);
        if (executing != null) {
            executing.interrupt();
        }
    }

    public synchronized void enteringGate(Entrant entrant) throws SQLException {
        requireGoesOn();
        waitingAtGate = entrant;
    }

    public synchronized void leftGateQueue() {
        waitingAtGate = null;
    }

    public synchronized void executingOn(PhysicalConnection connection) throws SQLException {
        requireGoesOn();
        executing = connection;
    }

    /** Throws what another thread has ended it with, if one has. */
    public void requireGoesOn() throws SQLException {
        SQLException reason = endReason;
        if (reason != null) {
            throw reason;
        }
    }

    /** The connection is about to go back: whoever gets it next must not be interrupted in place of this call. */
    public synchronized void leavingConnection(PhysicalConnection connection) {
        if (executing == connection) {
            executing = null;
        }
    }

    public synchronized Backoff backoff() {
        if (backoff == null) {
            backoff = new Backoff(sleeper);
            SQLException reason = endReason;
            if (reason != null) {
                backoff.cancel(reason);
            }
        }
        return backoff;
    }

    synchronized void finish() {
        finished = true;
        executing = null;
    }

    /** Why the call was ended by another thread, if it was. */
    public @Nullable SQLException endReason() {
        return endReason;
    }
}
