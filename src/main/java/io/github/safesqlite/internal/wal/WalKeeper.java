// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.file.SharedPart;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.internal.wal.PinWatch.Pin;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the write-ahead log of one file small, in the background. Safe for use by multiple threads.
 *
 * <p>It looks at the size of the {@code -wal} file, which costs a stat. Above the soft limit it copies the log back, and
 * truncates the file if that takes no waiting; above the hard limit it makes writers wait a moment for that. SQLite's own
 * checkpoints at commit go on; they keep the log small while no reader stands in the way. Where they are switched off since they may
 * lose commits, this runs others in their place.
 */
final class WalKeeper implements SharedPart<WalUser> {
    private static final Log log = Log.named("io.github.safesqlite.wal");

    /** What runs is interrupted; only a disk that does not answer takes longer. */
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Path database;
    private final LostFile lost;
    private final WriteGate gate;
    private final WalFile wal;
    private final Ticker ticker;
    private final Checkpointer checkpointer;
    private final CheckpointSchedule schedule;
    private final AutomaticCheckpoints automatic;
    private final PinWatch pins;
    private final AttachedLogs attachedLogs;
    private final List<WalUser> users = new CopyOnWriteArrayList<>();
    private final Chore chore;
    private long bytesBefore;
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
        this.lost = new LostFile(database, wal, checkpointer);
        this.schedule = new CheckpointSchedule(ticker.nanos());
        this.automatic = new AutomaticCheckpoints(ticker.nanos());
        this.pins = new PinWatch(wal);
        this.attachedLogs = new AttachedLogs(file -> file.part(WalKeeper.class) != null, ticker);
        this.chore = Chore.housekeeping("safesqlite-wal-" + database.getFileName(), this::look);
    }

    @Override
    public void add(WalUser user) {
        users.add(user);
        chore.within(Chore.AFTER_OPENING);
    }

    /** Has the log emptied at once, as well as that goes without waiting for long. */
    void empty() {
        asked.ask();
        chore.soon();
    }

    @Override
    public boolean remove(WalUser user) {
        users.remove(user);
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
     * Empties the log now, in the background, and waits for that.
     *
     * @throws SQLException if it cannot be done; the message says why
     */
    CheckpointReport checkpoint(String poolName) throws SQLException {
        Hold hold = gate.holder();
        if (hold != null && hold.thread() == Thread.currentThread()) {
            throw new SQLException(poolName + ": thread \"" + hold.thread().getName()
                    + "\" wants a checkpoint inside a write of its own (connection #"
                    + hold.entrant().sessionId() + "). Commit or roll back first.");
        }
        CompletableFuture<CheckpointReport> answer = asked.ask();
        chore.soon();
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
        if (user.source().place().isLost()) {
            throw DatabaseGoneException.of(user.config().poolName(), database.toString());
        }
        return tell(checkpointer.truncate(user, CheckpointSchedule.LONG_WAIT));
    }

    private void refuseAsked() {
        asked.serve(() -> {
            throw new SQLException("the DataSource is closed");
        });
    }

    /** Looks once; how long until the next look. */
    Duration look() {
        List<WalUser> present = List.copyOf(users);
        WalLimits limits = WalLimits.of(present);
        try {
            boolean inPlace = lost.check(present, limits.emptiedBy());
            asked.serve(() -> emptyLogNow(limits));
            // Nobody is present between the leave of the last user and the end of this.
            if (inPlace && !stopped && !present.isEmpty()) {
                look(present, limits);
            }
            failing = false;
        } catch (Throwable failure) {
            failed(failure);
        }
        long bytes = wal.bytes();
        boolean growing = bytes > bytesBefore;
        bytesBefore = bytes;
        return limits.look(growing);
    }

    private void failed(Throwable failure) {
        if (!stopped && !failing) {
            failing = true;
            log.atWarn()
                    .addKeyValue("file", wal)
                    .setCause(failure)
                    .log("The write-ahead log {} could not be checked; this is retried.", wal);
        }
        checkpointer.close();
    }

    private void look(List<WalUser> present, WalLimits limits) throws SQLException {
        if (present.get(0).source().sharedFile().soleUse().isTaken()) {
            return;
        }
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
        if (!schedule.isDue(limits, bytes, oldest, ticker.nanos())
                && !automatic.isDue(limits.automatic(), wal, ticker.nanos())) {
            return;
        }
        automatic.begins(wal, ticker.nanos());
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

    @Override
    public void left(WalUser user, boolean last) {
        if (last) {
            stop(user);
        }
    }

    /** Ends the work in the background, then copies back what is left, for {@code last}, the DataSource that was the last to close. */
    private void stop(WalUser last) {
        stopped = true;
        chore.end();
        boolean inPlace = !last.source().place().isLost();
        if (inPlace) {
            chore.interrupt();
            checkpointer.interrupt();
        }
        boolean ended = chore.awaitEnd(ENDING);
        try {
            refuseAsked();
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (ended && !interrupted && inPlace && last.canCheckpoint() && wal.bytes() > 0) {
                finalCheckpoint(last);
            }
        } finally {
            checkpointer.close();
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
