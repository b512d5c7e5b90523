// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.opening.LockOwner;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;

/** A session whose PRAGMA needs exclusive access to the database file. */
public final class OwnLock {
    /** What to do about {@link #describe}. */
    static final String FIX = "Close the others first, or set PRAGMA locking_mode=NORMAL on this connection.";

    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final long REST_NANOS = 5_000_000;

    private OwnLock() {}

    /** Runs the PRAGMA. */
    public interface Attempt<T> {
        T run(Deadline deadline) throws SQLException;
    }

    /**
     * What is in the way is not the lock of a writer but that others have the file open, so waiting for them is no use. Unless
     * they are this program's own work in the background, which has the file open for moments.
     */
    public static <T> T alone(SessionCore session, SqlStatement sql, Lease lease, RunningCall call, Attempt<T> attempt)
            throws SQLException {
        SessionContext context = session.context();
        SoleUse soleUse = context.source().sharedFile().soleUse();
        Deadline moment = Deadline.after(context.ticker(), MOMENT);
        while (true) {
            soleUse.closeIdle();
            try {
                T outcome = attempt.run(Deadline.after(context.ticker(), Duration.ZERO));
                lease.connection().takeFile(soleUse, locks(lease.connection()) ? name(session) : null);
                return outcome;
            } catch (SQLException failure) {
                if (!SqliteErrors.isBusy(failure)) {
                    throw failure;
                }
                if (othersInUse(context) > 0 || moment.expired() || !rest(call)) {
                    throw BusyException.notAlone(context.poolName(), sql.sql(), others(context), fix(sql), failure);
                }
            }
        }
    }

    /** Whether it could rest: false if the thread is interrupted. */
    private static boolean rest(RunningCall call) throws SQLException {
        try {
            call.backoff().await(REST_NANOS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the session's connection locks all others out of the file, or wants to. Asked by the thread that uses it. */
    static boolean isWantedBy(SessionCore session) {
        Lease lease = session.binding().current();
        try {
            return lease != null && locks(lease.connection());
        } catch (SQLException busyOrBroken) {
            return false;
        }
    }

    private static boolean locks(PhysicalConnection connection) throws SQLException {
        return connection.pragmas().has("locking_mode", "exclusive");
    }

    /** What is in the way of a connection that has set {@code locking_mode=EXCLUSIVE}. */
    static String describe(SessionContext context) {
        return "This connection has set PRAGMA locking_mode=EXCLUSIVE and needs exclusive access to the file,"
                + " but it is also open in "
                + others(context) + ".";
    }

    private static String others(SessionContext context) {
        return lockOwner(context).others(othersInUse(context));
    }

    private static int othersInUse(SessionContext context) {
        return context.source().inUse() - 1;
    }

    static LockOwner lockOwner(SessionContext context) {
        return new LockOwner(context.source().sharedFile(), context.source().file());
    }

    private static String name(SessionCore session) {
        return "connection #" + session.id() + " of \"" + session.context().poolName() + "\" on thread \""
                + Thread.currentThread().getName() + "\"";
    }

    /** What to do about such a PRAGMA that was refused; no option sets what would lock out the pool or lose transactions. */
    private static String fix(SqlStatement pragma) {
        boolean option =
                pragma.pragma().equals("journal_mode") && !pragma.pragmaValue().equalsIgnoreCase("off");
        return option
                ? "Close the others first, or set the PRAGMA as an option of the DataSource, which applies it when it"
                        + " opens the file."
                : "Close the others first.";
    }
}
