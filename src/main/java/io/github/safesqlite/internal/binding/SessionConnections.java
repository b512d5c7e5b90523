// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.PragmaValues;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.EndReason;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Gets physical connections for a session and applies the PRAGMAs that it has set. Guarded by the session's lock. */
public final class SessionConnections {
    private static final int MOST_ATTEMPTS = 3;

    private final ConnectionSource source;
    private final long sessionId;
    private final EndReason ended;
    private PragmaValues pragmas = PragmaValues.NONE;

    /** @param ended tells why the running call was ended, if it was */
    SessionConnections(ConnectionSource source, long sessionId, EndReason ended) {
        this.source = source;
        this.sessionId = sessionId;
        this.ended = ended;
    }

    /** The PRAGMAs that the session has set by SQL. */
    PragmaValues pragmas() {
        return pragmas;
    }

    /** A statement has set a PRAGMA, on this connection. */
    void pragmaSet(String name, String value, PhysicalConnection connection) {
        pragmas = pragmas.with(name, value);
        connection.pragmas().uses(pragmas);
    }

    Loan reader(Deadline deadline) throws SQLException {
        return readied(() -> source.acquireReader(sessionId, deadline, ended));
    }

    public Loan writer(Deadline deadline) throws SQLException {
        return readied(() -> source.acquireWriter(sessionId, deadline, ended));
    }

    Loan forMoment(Deadline deadline) throws SQLException {
        return readied(() -> source.acquireForMoment(sessionId, deadline, ended));
    }

    /** One that needs no wait, or null. */
    @Nullable
    Loan tryReader(Deadline deadline) throws SQLException {
        Loan free = source.tryAcquireReader(sessionId, deadline);
        return free != null && ready(free) ? free : null;
    }

    /** Where a connection comes from. */
    @FunctionalInterface
    private interface Acquisition {
        Loan acquire() throws SQLException;
    }

    private Loan readied(Acquisition acquisition) throws SQLException {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            Loan loan = acquisition.acquire();
            if (ready(loan)) {
                return loan;
            }
        }
        throw SqliteErrors.error(
                "the PRAGMAs that this connection has set could not be set on another: " + pragmas.values());
    }

    /** Sets the session's PRAGMAs on a connection; one on which that cannot be done is given up. */
    boolean ready(Loan loan) {
        boolean ready = false;
        try {
            ready = loan.connection().pragmas().use(pragmas);
            return ready;
        } finally {
            if (!ready) {
                loan.connection().discard("the PRAGMAs of a session could not be set or undone");
                source.release(loan);
            }
        }
    }
}
