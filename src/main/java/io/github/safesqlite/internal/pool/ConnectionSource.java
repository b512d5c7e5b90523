// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.driver.AttachedFile;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.PragmaValues;
import io.github.safesqlite.internal.driver.SchemaPrograms;
import io.github.safesqlite.internal.driver.VersionProbe;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.FilePlace;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.opening.CopyFile;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions get their physical connections from. Safe for use by multiple threads. It reports {@code sessionBound}
 * and {@code connectionTimedOut} to the listeners, its callers do not.
 */
public interface ConnectionSource {
    /**
     * Binds a connection for reading.
     *
     * @param ended asked before a wait begins: {@link #cancelWait} finds only those who wait already
     * @throws io.github.safesqlite.error.ConnectionTimeoutException if none became free by {@code deadline}
     * @throws io.github.safesqlite.error.SessionClosedException if the source is closed
     * @throws SQLException if a connection could not be opened, or with the interrupt flag set if interrupted
     */
    Loan acquireReader(long sessionId, Deadline deadline, EndReason ended) throws SQLException;

    /** Binds a connection for reading, for someone whose wait nobody ends. Throws as {@link #acquireReader}. */
    default Loan acquireReader(long sessionId, Deadline deadline) throws SQLException {
        return acquireReader(sessionId, deadline, () -> null);
    }

    /**
     * Binds a connection for something of the library's own: no session's PRAGMAs are set on it. Throws as
     * {@link #acquireReader}.
     */
    default Loan acquireOwn(Deadline deadline) throws SQLException {
        Loan loan = acquireReader(0, deadline);
        if (!loan.connection().pragmas().use(PragmaValues.NONE)) {
            loan.connection().discard("the PRAGMAs of a session could not be undone");
        }
        return loan;
    }

    /** Binds a connection for writing; the caller holds the write gate. Throws as {@link #acquireReader}. */
    Loan acquireWriter(long sessionId, Deadline deadline, EndReason ended) throws SQLException;

    /** Binds a connection for writing, for someone whose wait nobody ends. Throws as {@link #acquireReader}. */
    default Loan acquireWriter(long sessionId, Deadline deadline) throws SQLException {
        return acquireWriter(sessionId, deadline, () -> null);
    }

    /**
     * Binds a connection that is wanted for a moment only, which may be the one that is kept for the next writer. Throws as
     * {@link #acquireReader}.
     */
    default Loan acquireForMoment(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquireReader(sessionId, deadline, ended);
    }

    /** Binds a connection for reading if that needs no wait, or null. Throws as {@link #acquireReader} if opening one fails. */
    default @Nullable Loan tryAcquireReader(long sessionId, Deadline deadline) throws SQLException {
        return acquireReader(sessionId, deadline);
    }

    /** Ends the binding; a discarded connection is closed. Can't throw, has no effect on an unbound connection. */
    void release(Loan loan);

    /** The session of a bound connection starts to wait at the write gate. Can't throw. */
    void parked(Loan loan);

    /** The session of a bound connection waits no longer. Never blocks. Can't throw. */
    void unparked(Loan loan);

    /** The numbers at this moment. */
    PoolSnapshot stats();

    /**
     * What is not as it must be now, if it lasts.
     *
     * @param isOpen whether the session of that number is open
     */
    default List<Suspicion> suspicions(Predicate<Long> isOpen) {
        return List.of();
    }

    /** How many connections are bound to sessions. */
    default int inUse() {
        return stats().active();
    }

    /**
     * Refuses new bindings, fails those who wait, waits for the bound connections until {@code deadline}, then closes all
     * of them. Later calls do nothing.
     */
    default void close(Deadline deadline) {
        close(deadline, () -> {});
    }

    /**
     * The same.
     *
     * @param late called when the deadline has expired and before what is still in use is closed, so that its users can be
     *     told why
     */
    void close(Deadline deadline, Runnable late);

    /**
     * Opens a connection beside those that sessions use: it counts in no number, and its user closes it.
     *
     * @throws SQLException if it cannot be opened
     */
    PhysicalConnection openBeside(Deadline deadline) throws SQLException;

    /**
     * The same, for what runs or checks the application's schema: it knows the functions and collations that the connections of
     * sessions know. Pair with {@link #closeKnowing}.
     *
     * @throws io.github.safesqlite.error.SessionClosedException if the source is closed
     * @throws SQLException if there is none by {@code deadline}
     */
    Loan openKnowing(Deadline deadline) throws SQLException;

    /** Closes, or gives back, a connection of {@link #openKnowing}. Can't throw. */
    default void closeKnowing(Loan loan) {
        loan.connection().close();
    }

    /** Opens a copy of the database by itself, with the functions and collations of the configuration. Its user closes it. */
    Connection openCopy(CopyFile copy) throws SQLException;

    /** The database file, or null if the database is in memory. */
    @Nullable
    Path file();

    /** Whether a session must keep its connection until it closes. */
    boolean keepsBound();

    /** Makes a waiting session leave with {@code reason}; no effect once it has a connection. Any thread. */
    void cancelWait(long sessionId, SQLException reason);

    /** Opens a look at the database that no session has to do with. */
    VersionProbe openProbe() throws SQLException;

    /**
     * Closes the idle connections now, and each one in use at its release.
     *
     * @throws UnsupportedOperationException if the connections are someone else's
     */
    default void softEvict() {
        throw new UnsupportedOperationException("the connections belong to the wrapped DataSource: evict them there");
    }

    /**
     * Makes everybody who wants a connection wait, until {@link #resume} or the end of the wait.
     *
     * @throws UnsupportedOperationException if the connections are someone else's
     */
    default void suspend() {
        throw new UnsupportedOperationException("the connections belong to the wrapped DataSource: suspend that");
    }

    /** Ends {@link #suspend}. */
    default void resume() {
        throw new UnsupportedOperationException("the connections belong to the wrapped DataSource: resume that");
    }

    /** What the statements do that its connections run. */
    SchemaPrograms programs();

    /**
     * A number that has risen if anyone has changed the database since it was last asked for.
     *
     * @throws SQLException if the database cannot be read, or is one in memory that cannot be opened again
     */
    long changesOfDatabase() throws SQLException;

    /** What it shares with all other users of the database in this JVM. */
    SharedFile sharedFile();

    /** Whether the database file is where it was, and which connections have it open. */
    FilePlace place();

    /**
     * The files that each of its connections has attached before a session gets it, and may write to. What one connection
     * has, only that one can tell for sure.
     */
    List<AttachedFile> attachedByEach();

    /** The files that any of its connections has attached at this moment and may write to, each of them once. */
    List<AttachedFile> attachedNow();

    /** The key of the database file. */
    FileKey fileKey();

    /** The write gate of the database file. */
    default WriteGate gate() {
        return sharedFile().gate();
    }
}
