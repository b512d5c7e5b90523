// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.driver.AttachedFile;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps the logs of attached files small if no DataSource of this JVM has them open; otherwise its keeper does that. Not
 * thread-safe.
 *
 * <p>SQLite's own checkpoints at commit look after attached files too, until a reader stands in the way. So this acts on a log
 * over the soft limit only, on a connection that is open for as long as that takes: kept open it would hold a file that is
 * detached soon.
 */
final class AttachedLogs {
    private static final Log log = Log.named("io.github.safesqlite.wal");

    private final Predicate<SharedFile> isKept;
    private final Ticker ticker;
    private final Map<WriteGate, CheckpointSchedule> schedules = new HashMap<>();

    /** @param isKept whether a file has a keeper of its own */
    AttachedLogs(Predicate<SharedFile> isKept, Ticker ticker) {
        this.isKept = isKept;
        this.ticker = ticker;
    }

    /** Looks at the logs of all files that these users have attached now. Can't throw. */
    void look(List<WalUser> users, WalLimits limits) {
        Map<WriteGate, CheckpointSchedule> known = Map.copyOf(schedules);
        schedules.clear();
        if (limits.checkpointsBy() == null) {
            return;
        }
        for (WalUser user : users) {
            for (AttachedFile file : user.canWrite() ? user.source().attachedNow() : List.<AttachedFile>of()) {
                if (!isKept.test(file.shared())) {
                    CheckpointSchedule schedule =
                            known.getOrDefault(file.gate(), new CheckpointSchedule(ticker.nanos()));
                    schedules.put(file.gate(), schedule);
                    look(user, file, limits, schedule);
                }
            }
        }
    }

    private void look(WalUser user, AttachedFile file, WalLimits limits, CheckpointSchedule schedule) {
        WalFile wal = new WalFile(file.path());
        long bytes = wal.bytes();
        if (bytes <= limits.soft() || !schedule.isDue(limits, bytes, null, ticker.nanos())) {
            return;
        }
        try (Checkpointer checkpointer = new Checkpointer(file.gate(), wal, file.path(), ticker)) {
            CheckpointReport report = checkpointer.passive(user);
            Duration wait = schedule.writersWait(bytes > limits.hard(), null, ticker.nanos());
            if (report.isComplete() || !wait.isZero()) {
                Deadline gateWait = Deadline.after(ticker, CheckpointSchedule.LONG_WAIT);
                report = checkpointer.truncate(user, wait, gateWait);
            }
            schedule.done(report, limits, null, ticker.nanos());
        } catch (SQLException later) {
            schedule.done(failed(bytes), limits, null, ticker.nanos());
            log.atDebug()
                    .addKeyValue("file", wal)
                    .setCause(later)
                    .log("The write-ahead log {} of an attached file was left as it is", wal);
        }
    }

    private static CheckpointReport failed(long bytes) {
        return new CheckpointReport(CheckpointReport.Mode.PASSIVE, true, -1, -1, bytes, Duration.ZERO);
    }
}
