// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.opening.Database;
import io.github.safesqlite.internal.opening.OldFile;
import io.github.safesqlite.internal.opening.SqliteOpener;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.util.List;

/**
 * One physical connection for one session, as the JDBC driver provides it: opened at once, bound until the session closes. Safe
 * for use by multiple threads.
 */
public final class SingleConnectionSource extends DatabaseSource {
    private final String poolName;
    private final SqliteOpener opener;
    // Replaced with the file.
    private volatile Loan loan;
    private final Ticker ticker;
    private final Listeners listeners;
    private boolean bound;
    private boolean closed;

    private SingleConnectionSource(
            String poolName,
            Database database,
            SqliteOpener opener,
            PhysicalConnection connection,
            Ticker ticker,
            Listeners listeners) {
        super(database);
        this.poolName = poolName;
        this.opener = opener;
        this.loan = new Loan(connection);
        this.ticker = ticker;
        this.listeners = listeners;
    }

    /**
     * Opens the connection, for up to {@code connectionTimeout}.
     *
     * @throws io.github.safesqlite.error.OpenFailedException if the database cannot be opened
     */
    public static SingleConnectionSource open(SqliteConfig config, Ticker ticker, Listeners listeners)
            throws SQLException {
        Database database = Database.of(config);
        boolean opened = false;
        try {
            Deadline deadline = Deadlines.connection(config, ticker);
            var opener = new SqliteOpener(config, database, ticker, listeners);
            PhysicalConnection connection = opener.open(0, false, deadline);
            opened = true;
            return new SingleConnectionSource(config.poolName(), database, opener, connection, ticker, listeners);
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    @Override
    public Loan acquireReader(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        synchronized (this) {
            if (closed) {
                throw SessionClosedException.poolClosed(poolName);
            }
            if (bound) {
                throw ConnectionTimeoutException.of(
                        poolName,
                        deadline.waited(),
                        "",
                        stats().describe(),
                        List.of(holder()),
                        "This connection is unpooled and runs one statement at a time: end its open statement, result"
                                + " set or transaction first.",
                        null);
            }
            bound = true;
        }
        boolean ready = false;
        try {
            leaveOldFile(deadline);
            ready = true;
        } finally {
            if (!ready) {
                bound = false;
            }
        }
        Loan lent = loan;
        lent.bind(sessionId, Thread.currentThread(), ticker.nanos());
        listeners.sessionBound(sessionId, 0);
        return lent;
    }

    private void leaveOldFile(Deadline deadline) throws SQLException {
        PhysicalConnection old = loan.connection();
        if (place().isOutdated(old.openedFile())) {
            OldFile.emptyLog(old);
            old.close("the file was replaced");
            PhysicalConnection renewed = opener.openExisting(0, false, deadline);
            synchronized (this) {
                if (!closed) {
                    loan = new Loan(renewed);
                    return;
                }
            }
            renewed.close("closed");
            throw SessionClosedException.poolClosed(poolName);
        }
    }

    @Override
    public Loan acquireWriter(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquireReader(sessionId, deadline, ended);
    }

    @Override
    public void release(Loan released) {
        synchronized (this) {
            bound = false;
            loan.unbind(ticker.nanos());
        }
        if (loan.connection().isDiscarded()) {
            loan.connection().close();
        }
    }

    private HolderInfo holder() {
        return loan.holder(poolName, ticker.nanos());
    }

    @Override
    public void parked(Loan waiting) {
        // Nobody else could use it.
    }

    @Override
    public void unparked(Loan waiting) {
        // It was kept.
    }

    @Override
    public synchronized PoolSnapshot stats() {
        int active = bound ? 1 : 0;
        int total = closed ? active : 1;
        return PoolSnapshot.ofConnections(active, total - active, total, 0, 0, 1, 0, false);
    }

    /** Closes the connection; waits for a statement that runs, not for the session. */
    @Override
    public void close(Deadline deadline, Runnable late) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        place().look();
        if (place().isLost()) {
            OldFile.emptyLog(loan.connection());
        }
        loan.connection().close();
        database.close();
    }

    @Override
    public PhysicalConnection openBeside(Deadline deadline) throws SQLException {
        return opener.openExisting(0, false, deadline);
    }

    @Override
    public boolean keepsBound() {
        return true;
    }

    @Override
    public void cancelWait(long sessionId, SQLException reason) {
        // Nobody waits.
    }
}
