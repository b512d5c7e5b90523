// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.retry.Sleeper;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.internal.wal.PinWatch.Pin;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write-ahead log of one file small, on a daemon thread of its own. Safe for use by multiple threads.
 *
 * <p>It looks at the size of the {@code -wal} file, which costs a stat. Above the soft limit it copies the log back, and
 * truncates the file if that takes no waiting; above the hard limit it makes writers wait a moment for that. SQLite's own
 * checkpoints at commit go on; they keep the log small while no reader stands in the way.
 */
final class WalKeeper implements Runnable {
    private static final Logger log = LoggerFactory.getLogger("io.github.safesqlite.wal");

    private final Path database;
    private final FilePlace place;
    private final WriteGate gate;
    private final WalFile wal;
    private final Ticker ticker;
    private final Sleeper sleeper = Sleeper.parking();
    private final Checkpointer checkpointer;
    private final CheckpointSchedule schedule;
    private final PinWatch pins;
    private final AttachedLogs attachedLogs;
    private final List<WalUser> users = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private final AskedCheckpoint asked = new AskedCheckpoint();
    private volatile @Nullable Pin pinnedBy;
    private volatile @Nullable Done lastDone;
    private boolean complete = true;
    private boolean failing;

    WalKeeper(Path database, WriteGate gate, Ticker ticker) {
        this.database = database;
        this.gate = gate;
        this.wal = new WalFile(database);
        this.ticker = ticker;
        this.checkpointer = new Checkpointer(gate, wal, ticker);
        this.place = new FilePlace(database, gate, wal, checkpointer);
        this.schedule = new CheckpointSchedule(ticker.nanos());
        this.pins = new PinWatch(wal);
        this.attachedLogs = new AttachedLogs(ticker);
        this.thread = new Thread(null, this, "safesqlite-wal-" + database.getFileName(), 0, false);
        thread.setDaemon(true);
        // The thread must not keep the class loader of the application that happened to start it.
        thread.setContextClassLoader(WalKeeper.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    void add(WalUser user) {
        users.add(user);
        LockSupport.unpark(thread);
    }

    /** Has the log emptied at once, as well as that goes without waiting for long. */
    void empty() {
        asked.ask();
        LockSupport.unpark(thread);
    }

    void remove(WalUser user) {
        users.remove(user);
    }

    boolean isUnused() {
        return users.isEmpty();
    }

    int openSessions() {
        return users.stream().mapToInt(user -> user.leaks().openCount()).sum();
    }

    long walBytes() {
        return wal.bytes();
    }

    /** The oldest read, while it keeps a log over its soft limit from being reset. */
    @Nullable
    Pin pinnedBy() {
        return pinnedBy;
    }

    /** The last checkpoint, if there was one. */
    @Nullable
    Done lastDone() {
        return lastDone;
    }

    WalLimits limits() {
        return WalLimits.of(users);
    }

    /** What a checkpoint did, and when. */
    record Done(CheckpointReport report, long nanos) {}

    /**
     * Empties the log now, on the keeper's thread, and waits for that.
     *
     * @throws SQLException if it can not be done; the message says why
     */
    CheckpointReport checkpoint(String poolName) throws SQLException {
        Hold hold = gate.holder();
        if (hold != null && hold.thread() == Thread.currentThread()) {
            throw new SQLException(poolName + ": thread \"" + hold.thread().getName()
                    + "\" wants a checkpoint inside a write of its own (session #"
                    + hold.entrant().sessionId() + "). Commit or roll back first.");
        }
        CompletableFuture<CheckpointReport> answer = asked.ask();
        LockSupport.unpark(thread);
        if (stopped) {
            refuseAsked();
        }
        return AskedCheckpoint.await(answer, poolName);
    }

    private CheckpointReport emptyLogNow(WalLimits limits) throws SQLException {
        WalUser user = limits.checkpointsBy();
        if (user == null) {
            throw new SQLException("checkpoint=false, or every DataSource on the file is read-only");
        }
        if (place.isLost()) {
            throw DatabaseGoneException.of(user.config().poolName(), database.toString());
        }
        return tell(checkpointer.truncate(user, CheckpointSchedule.LONG_WAIT));
    }

    private void refuseAsked() {
        asked.serve(() -> {
            throw new SQLException("the DataSource is closed");
        });
    }

    @Override
    public void run() {
        long before = 0;
        while (!stopped) {
            List<WalUser> present = List.copyOf(users);
            WalLimits limits = WalLimits.of(present);
            try {
                boolean inPlace = place.check(limits.emptiedBy());
                asked.serve(() -> emptyLogNow(limits));
                if (inPlace) {
                    look(present, limits);
                }
                failing = false;
            } catch (SQLException | RuntimeException failure) {
                failed(failure);
            }
            long bytes = wal.bytes();
            rest(limits.look(bytes > before).toNanos());
            before = bytes;
        }
        refuseAsked();
    }

    private void rest(long nanos) {
        try {
            if (!stopped) {
                sleeper.sleep(nanos);
            }
        } catch (InterruptedException stray) {
            // The one who ends this thread has set stopped before; others have no reason to interrupt it.
            log.atDebug().addKeyValue("file", wal).log("The keeper of {} was interrupted", wal);
        }
    }

    private void failed(Exception failure) {
        if (!stopped && !failing) {
            failing = true;
            log.atWarn()
                    .addKeyValue("file", wal)
                    .setCause(failure)
                    .log("The write-ahead log {} could not be looked after; it is tried again.", wal);
        }
        checkpointer.close();
    }

    private void look(List<WalUser> present, WalLimits limits) throws SQLException {
        long bytes = wal.bytes();
        boolean large = bytes > limits.soft();
        Pin oldest = large ? PinWatch.oldest(present) : null;
        WalUser user = limits.checkpointsBy();
        if (user != null) {
            checkpoint(user, limits, bytes, oldest == null ? null : oldest.read());
        }
        boolean pinned = wal.bytes() > limits.soft() && (user == null || !complete);
        long now = ticker.nanos();
        pinnedBy = pinned ? oldest : null;
        if (pinned && (oldest != null || user != null)) {
            pins.report(oldest, bytes, limits, present, now);
        } else {
            pins.released();
        }
        pins.endUnused(present, now);
        attachedLogs.look(present, limits);
    }

    private void checkpoint(WalUser user, WalLimits limits, long bytes, @Nullable OpenRead oldest) throws SQLException {
        if (!schedule.isDue(limits, bytes, oldest, ticker.nanos())) {
            return;
        }
        CheckpointReport report = tell(checkpointer.passive(user));
        if (report.walBytes() > limits.soft()) {
            Duration wait = schedule.writersWait(report.walBytes() > limits.hard(), oldest, ticker.nanos());
            if (report.isComplete() || !wait.isZero()) {
                report = tell(checkpointer.truncate(user, wait));
            }
        }
        complete = report.isComplete();
        schedule.done(report, limits, oldest, ticker.nanos());
    }

    private CheckpointReport tell(CheckpointReport report) {
        lastDone = new Done(report, ticker.nanos());
        for (WalUser user : users) {
            user.listeners().checkpointed(report);
        }
        return report;
    }

    /** Ends the thread, then copies back what is left, for {@code last}, the DataSource that was the last to close. */
    void stop(WalUser last) {
        stopped = true;
        if (place.isLost()) {
            LockSupport.unpark(thread);
        } else {
            thread.interrupt();
            checkpointer.interrupt();
        }
        boolean interrupted = false;
        try {
            thread.join();
        } catch (InterruptedException goOn) {
            interrupted = true;
        }
        if (!interrupted && !place.isLost() && last.canCheckpoint() && wal.bytes() > 0) {
            finalCheckpoint(last);
        }
        checkpointer.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // The close of a file's last connection makes SQLite do this itself; here another process has it open, or we have.
    private void finalCheckpoint(WalUser last) {
        try {
            // Nobody is left to wait for but a session that was in use when its DataSource closed, and is being ended.
            Deadline soon = Deadline.after(ticker, CheckpointSchedule.LONG_WAIT);
            last.listeners().checkpointed(checkpointer.truncate(last, Duration.ZERO, soon));
        } catch (SQLException unimportant) {
            log.atDebug()
                    .addKeyValue("file", wal)
                    .setCause(unimportant)
                    .log("The write-ahead log {} was left as it is", wal);
        }
    }
}
