// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.background.Timer.Planned;
import io.github.safesqlite.internal.binding.QueryTimer;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * One connection as its caller sees it, from {@code getConnection()} to {@code close()}.
 *
 * <p><b>Ownership.</b> A session owns its transaction, its statements and, while they need one, a physical connection.
 * <b>Threads.</b> One lock admits one call at a time; {@link #abort}, {@link SessionStatement#cancel} and
 * {@link #isClosed} do not take it. <b>Lock order.</b> Session lock, then gate, then pool; an outer session's lock is
 * only tried, for a short time, while an inner one is held.
 */
public final class Session {
    private static final Ending<Session> ENDING_OF_USE = new Ending<>(List.of(
            session -> session.used.get().statements().closeForgotten(),
            session -> session.used.get().forgotten().transaction(),
            session -> session.used.get().parts().transaction().rollback(),
            session -> session.core.binding().close(),
            session -> session.core.context().gate().readers().removeAllOf(session.core)));
    private static final Ending<Session> ENDING = new Ending<>(List.of(
            session -> session.endUse(), session -> session.core.closed(), session -> session.companion.close()));

    private final FirstUse used;
    private final SessionCore core;
    private final Companion companion;
    private final WatchedSession watched;
    private final Thread opener = Thread.currentThread();

    /** Opens a session; it holds no physical connection yet. */
    public Session(SessionContext context) {
        this(context, () -> {});
    }

    /** Opens a session that closes with it what serves it alone. */
    public Session(SessionContext context, Companion companion) {
        this.companion = companion;
        this.watched = new WatchedSession(this);
        this.used = new FirstUse(context, watched);
        this.core = used.core();
    }

    /** What it needs from its first use on. */
    FirstUse used() {
        return used;
    }

    /** What it is known by and locked with, from the beginning on. */
    SessionCore core() {
        return core;
    }

    /** What a session closes with itself. */
    @FunctionalInterface
    public interface Companion {
        /** Closes it. */
        void close() throws SQLException;
    }

    /** Starts the watch over {@code handle}, the object through which the caller holds this session. */
    public void handedOutAs(Object handle) {
        core.opened(core.context().leaks().checkout(handle, watched));
        core.context().listeners().sessionOpened(core.id());
    }

    /** Number of this session in the JVM, for messages and events. */
    public long id() {
        return core.id();
    }

    /** Its statements. */
    public Statements statements() {
        return used.get().statements();
    }

    /** The driver's objects beneath it. */
    public DriverAccess driver() {
        return used.get().driver();
    }

    /** What it shares with the other sessions of its DataSource. */
    public SessionContext context() {
        return core.context();
    }

    /** What a caller can set on a connection. */
    public SessionSettings settings() {
        return used.get().settings();
    }

    /** What a caller can say about itself. */
    public SessionClientInfo clientInfo() {
        return used.get().clientInfo();
    }

    /** Rolls back what is open, closes statements and result sets, gives the connection back. Twice does no harm. */
    public void close() throws SQLException {
        if (Thread.currentThread() != opener) {
            core.sharedByThreads();
        }
        core.lock();
        try {
            if (core.end().close()) {
                ENDING.of(this);
            }
        } finally {
            core.unlock();
        }
    }

    private void endUse() throws SQLException {
        if (used.ifUsed() != null) {
            ENDING_OF_USE.of(this);
        }
    }

    /** Ends the session as {@link #abort} does, but what its user hears is that the DataSource is closed. */
    void dataSourceClosed(Executor executor) {
        core.end().dataSourceClosed();
        abort(executor);
    }

    /** Ends the session from any thread: what runs is interrupted now, the rest is closed by the executor. */
    public void abort(Executor executor) {
        if (isClosed()) {
            return;
        }
        core.sharedByThreads();
        endRunning();
        // An interrupt just before SQLite begins to run the statement is lost, so it is repeated until all is closed.
        Planned again = QueryTimer.repeat(this::endRunning);
        boolean accepted = false;
        try {
            executor.execute(() -> {
                watched.reclaim();
                again.cancel();
            });
            accepted = true;
        } finally {
            if (!accepted) {
                again.cancel();
            }
        }
    }

    private void endRunning() {
        core.calls().endAny(core.end().abort());
    }

    /** Whether it was closed or aborted. */
    public boolean isClosed() {
        return core.isClosed();
    }

    /**
     * Makes sure that it can be used.
     *
     * @throws SessionClosedException if it is closed or aborted
     */
    public void checkOpen() throws SQLException {
        core.end().check();
    }
}
