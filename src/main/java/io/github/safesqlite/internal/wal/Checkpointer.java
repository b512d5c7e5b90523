// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import static io.github.safesqlite.internal.wal.CheckpointSchedule.LONG_WAIT;

import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.CheckpointReport.Mode;
import io.github.safesqlite.internal.background.Timer;
import io.github.safesqlite.internal.background.Timer.Planned;
import io.github.safesqlite.internal.driver.CommitsHeldUp;
import io.github.safesqlite.internal.driver.InstalledSqlite;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.gate.GateTask;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.pool.Deadlines;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.retry.Sleeper;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs checkpoints of one file on a connection of its own. Used by one thread at a time, except {@link #interrupt}.
 *
 * <p>The connection is not one of the pool's: when readers have used the pool up is when the log grows, and a checkpoint
 * that waits for them would never come. It is opened when first needed and kept; it costs two file descriptors.
 */
final class Checkpointer implements AutoCloseable {
    private static final String MAIN = "main";
    private static final String ATTACHED = "checkpointed";
    private static final long POLL_NANOS = 1_000_000;

    private final WriteGate gate;
    private final WalFile wal;
    private final @Nullable Path attached;
    private final Ticker ticker;
    private final Sleeper sleeper = Sleeper.parking();
    private final ReentrantLock using = new ReentrantLock();
    private final Runnable closeIdle = this::closeIdle;
    private volatile @Nullable PhysicalConnection connection;
    private volatile @Nullable SoleUse soleUse;

    Checkpointer(WriteGate gate, WalFile wal, Ticker ticker) {
        this(gate, wal, null, ticker);
    }

    /** @param attached the file, if it is not the one that its user is open on but one that the user has attached */
    Checkpointer(WriteGate gate, WalFile wal, @Nullable Path attached, Ticker ticker) {
        this.gate = gate;
        this.attached = attached;
        this.wal = wal;
        this.ticker = ticker;
    }

    /** Copies what can be copied; nobody waits for it, unless a commit beside it may be lost. */
    CheckpointReport passive(WalUser user) throws SQLException {
        using.lock();
        try {
            PhysicalConnection own = opened(user);
            return InstalledSqlite.mayLoseCommits() ? passiveInGate(user, own) : run(own, Mode.PASSIVE, ticker.nanos());
        } finally {
            using.unlock();
        }
    }

    private CheckpointReport passiveInGate(WalUser user, PhysicalConnection own) throws SQLException {
        Deadline gateWait = Deadlines.write(user.config(), ticker);
        try {
            return GateTask.run(
                    gate,
                    user.config().poolName(),
                    sql(Mode.PASSIVE),
                    gateWait,
                    () -> run(own, Mode.PASSIVE, ticker.nanos()));
        } catch (WriteGateTimeoutException later) {
            return new CheckpointReport(Mode.PASSIVE, true, -1, -1, wal.bytes(), gateWait.waited());
        }
    }

    /**
     * Empties the log with the writers of this JVM held up, for {@link CheckpointSchedule#LONG_WAIT} at most. No new frames come in, so
     * readers that overlap come to stand on the last one, where they are not in the way.
     *
     * @param readersWait how long it waits for readers, at most that time
     * @throws SQLException if the gate could not be entered within {@code writeTimeout}
     */
    CheckpointReport truncate(WalUser user, Duration readersWait) throws SQLException {
        return truncate(user, readersWait, Deadlines.write(user.config(), ticker));
    }

    /** The same, with another limit for the wait at the gate. */
    CheckpointReport truncate(WalUser user, Duration readersWait, Deadline gateWait) throws SQLException {
        using.lock();
        try {
            PhysicalConnection own = opened(user);
            return GateTask.run(
                    gate,
                    user.config().poolName(),
                    sql(Mode.TRUNCATE),
                    gateWait,
                    () -> user.source()
                            .sharedFile()
                            .versions()
                            .whileEmptyingLog(own::dataVersion, () -> truncateInGate(own, readersWait)));
        } finally {
            using.unlock();
        }
    }

    /**
     * Empties the log of a file that has lost its name, through a connection that had it open before.
     *
     * @throws SQLException if there is none
     */
    void empty(WalUser user) throws SQLException {
        PhysicalConnection own = connection;
        if (own != null) {
            CommitsHeldUp.during(gate, sql(Mode.TRUNCATE), () -> run(own, Mode.TRUNCATE, ticker.nanos()));
            return;
        }
        Loan borrowed = user.source().acquireOwn(Deadline.after(ticker, LONG_WAIT));
        try {
            CommitsHeldUp.during(
                    gate, sql(Mode.TRUNCATE), () -> run(borrowed.connection(), Mode.TRUNCATE, ticker.nanos()));
        } finally {
            user.source().release(borrowed);
        }
    }

    private CheckpointReport truncateInGate(PhysicalConnection own, Duration readersWait) throws SQLException {
        // SQLite looks at the interrupt between two pages that it copies.
        Planned alarm = Timer.after(LONG_WAIT, own::interrupt);
        long startNanos = ticker.nanos();
        try {
            CheckpointReport report = run(own, Mode.TRUNCATE, startNanos);
            Deadline deadline = Deadline.after(ticker, readersWait);
            while (report.busy() && !deadline.expired()) {
                sleeper.sleep(POLL_NANOS);
                report = run(own, Mode.TRUNCATE, startNanos);
            }
            return report;
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new SQLException("the checkpoint was interrupted", end);
        } finally {
            alarm.cancel();
        }
    }

    private CheckpointReport run(PhysicalConnection own, Mode mode, long startNanos) throws SQLException {
        try {
            return runToItsEnd(own, mode, startNanos);
        } catch (SQLException failure) {
            if (!SqliteErrors.isInterrupt(failure)) {
                throw failure;
            }
            // What was copied so far is copied; how much that is, nobody says.
            return new CheckpointReport(mode, true, -1, -1, wal.bytes(), since(startNanos));
        }
    }

    private CheckpointReport runToItsEnd(PhysicalConnection own, Mode mode, long startNanos) throws SQLException {
        try (Statement statement = own.delegate().createStatement();
                ResultSet row = statement.executeQuery(sql(mode))) {
            row.next();
            return new CheckpointReport(
                    mode, row.getInt(1) != 0, row.getInt(2), row.getInt(3), wal.bytes(), since(startNanos));
        }
    }

    /** Without the name it would be a checkpoint of all files that the connection has attached. */
    private String sql(Mode mode) {
        return "PRAGMA " + (attached == null ? MAIN : ATTACHED) + ".wal_checkpoint(" + mode + ")";
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(ticker.nanos() - startNanos);
    }

    private PhysicalConnection opened(WalUser user) throws SQLException {
        PhysicalConnection own = connection;
        if (own != null && user.source().place().isOutdated(own.openedFile())) {
            close();
            own = null;
        }
        if (own == null) {
            own = user.source().openBeside(Deadlines.connection(user.config(), ticker));
            connection = own;
            soleUse = user.source().sharedFile().soleUse();
            user.source().sharedFile().soleUse().add(closeIdle);
            if (attached != null) {
                own.execute("ATTACH '" + attached.toString().replace("'", "''") + "' AS " + ATTACHED);
            }
        }
        return own;
    }

    /** Closes the connection unless it is being used. Any thread. */
    private void closeIdle() {
        if (using.tryLock()) {
            try {
                close();
            } finally {
                using.unlock();
            }
        }
    }

    /** Ends what runs. Any thread. Can't throw. */
    void interrupt() {
        PhysicalConnection own = connection;
        if (own != null) {
            own.interrupt();
        }
    }

    /** Closes the connection; the next checkpoint opens another. Can't throw. */
    @Override
    public void close() {
        PhysicalConnection own = connection;
        connection = null;
        SoleUse file = soleUse;
        if (file != null) {
            file.remove(closeIdle);
        }
        if (own != null) {
            own.close();
        }
    }
}
