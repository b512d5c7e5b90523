// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.config.AdaptiveConfig;
import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a transaction has read on its old snapshot with what it would read on the newest state. If all of it is the same, the
 * transaction is as if it had begun now, and may write: it stays serializable. Used for one transaction; the session's lock is held.
 */
final class Validation {
    private final SessionCore session;
    private final AdaptiveConfig config;
    private final ReadLog log;
    private final RunningCall call;
    private final List<byte[]> before = new ArrayList<>();
    private final Deadline end;
    private final long mostRows;
    private long rows;

    /** @param log what it has read */
    Validation(SessionCore session, ReadLog log, RunningCall call) {
        this.session = session;
        this.config = session.context().adaptive();
        this.log = log;
        this.call = call;
        this.end = Deadline.after(session.context().ticker(), config.recheckTimeout());
        this.mostRows = config.recheckRows();
    }

    /**
     * Looks at the old snapshot.
     *
     * @return why it cannot be compared, or null if it can
     * @throws SQLException if the call was ended
     */
    @Nullable
    String lookAtOld(Lease lease) throws SQLException {
        String gap = log.gap();
        if (gap != null) {
            return gap;
        }
        if (lease.isKeptFor(KeepReason.RAW_HANDLE)) {
            return "the driver's connection was unwrapped, so nobody knows what it has read";
        }
        if (!session.binding().freeOfCursors()) {
            return "a result set with more rows than returningMemory holds is open";
        }
        PhysicalConnection connection = lease.connection();
        for (RepeatableRead read : log.reads()) {
            if (!connection.statements().program(read.sql()).repeatable()) {
                log.cannotRepeat(read.sql());
                return log.gap();
            }
        }
        call.executingOn(connection);
        try (TimedInterrupt limit = interruptAtEnd(connection)) {
            for (RepeatableRead read : log.reads()) {
                before.add(bitsOf(read, connection));
            }
            return null;
        } catch (SQLException failure) {
            return tooMuchOr(failure);
        }
    }

    /**
     * Looks at the newest state.
     *
     * @return the first read that gives something else there, or null if there is none
     * @throws SQLException if that cannot be found out
     */
    @Nullable
    RepeatableRead firstChanged(PhysicalConnection connection) throws SQLException {
        try (TimedInterrupt limit = interruptAtEnd(connection)) {
            for (int i = 0; i < before.size(); i++) {
                RepeatableRead read = log.reads().get(i);
                if (!Arrays.equals(before.get(i), again(read, connection))) {
                    return read;
                }
            }
            return null;
        }
    }

    private TimedInterrupt interruptAtEnd(PhysicalConnection connection) {
        return TimedInterrupt.after(Duration.ofNanos(end.remainingNanos()), connection);
    }

    private byte @Nullable [] again(RepeatableRead read, PhysicalConnection connection) throws SQLException {
        try {
            return bitsOf(read, connection);
        } catch (SQLException failure) {
            requireNotEnded(failure);
            // A table that it had read may be gone, or have more rows than may be compared.
            return null;
        }
    }

    private byte[] bitsOf(RepeatableRead read, PhysicalConnection connection) throws SQLException {
        RowDigest digest = new RowDigest(() -> ++rows <= mostRows && !end.expired());
        read.repeat(connection, digest);
        return digest.bits();
    }

    private String tooMuchOr(SQLException failure) throws SQLException {
        requireNotEnded(failure);
        if (end.expired()) {
            return "to read it again takes longer than recheckTimeout ("
                    + config.recheckTimeout().toMillis() + " ms)";
        }
        return failure instanceof RowDigest.TooMuch
                ? "it has read more rows than recheckRows (" + mostRows + ") allows"
                : "to read it again failed: " + failure.getMessage();
    }

    private void requireNotEnded(SQLException failure) throws SQLException {
        if (call.endReason() != null || SqliteErrors.endsTransaction(failure) && !end.expired()) {
            throw failure;
        }
    }
}
