// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.error.SqlText;
import io.github.safesqlite.event.LeakKind;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.Listeners;
import io.github.safesqlite.event.SessionUse;
import io.github.safesqlite.event.TransactionState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words the findings of a tracker, logs them and tells the listeners. Safe for use by multiple threads. */
final class LeakReporter {
    // Users look for the tracker in their logging configuration, not for this class.
    private static final Logger LOG = LoggerFactory.getLogger(LeakTracker.class);

    private final String poolName;
    private final Listeners listeners;

    LeakReporter(String poolName, Listeners listeners) {
        this.poolName = poolName;
        this.listeners = listeners;
    }

    void heldTooLong(Checkout checkout, LeakKind kind, @Nullable String sql) {
        LeakReport report = report(checkout, kind, sql);
        Thread thread = checkout.thread();
        LOG.warn(
                "{}: session #{} not closed for {} ms (leakDetectionThreshold) by thread {}, {}. {}. Its thread is {}{}",
                poolName,
                report.sessionId(),
                report.held().toMillis(),
                ThreadText.describe(thread),
                finding(report),
                use(report.use()),
                thread.isAlive() ? "now" : "gone",
                ThreadText.stack(report.stackNow()),
                checkout.stack());
        listeners.leakDetected(report);
    }

    private static String finding(LeakReport report) {
        String sql = report.executingSql();
        return switch (report.kind()) {
            case EXECUTING -> "in use: executing " + sql;
            case OWNER_DEAD -> "leaked: that thread has ended, nothing runs. Close connections with try-with-resources";
            default -> "leaked: nothing runs. Close connections with try-with-resources";
        };
    }

    void pinsWal(Checkout checkout, OpenRead read, Duration age, String log) {
        LeakReport report = report(checkout, LeakKind.PINS_WAL, read.sql());
        Thread thread = read.thread();
        LOG.warn(
                "{}: session #{} pins the write-ahead log: it has been reading for {} ms (pinThreshold) on thread {}, since {}."
                        + " {}. Read result sets to their end or close them, keep reading transactions short, or set"
                        + " maxReadAge. Its thread is now{}",
                poolName,
                report.sessionId(),
                age.toMillis(),
                ThreadText.describe(thread),
                report.executingSql() == null ? "its transaction began" : report.executingSql(),
                log,
                ThreadText.stack(thread),
                checkout.stack());
        listeners.leakDetected(report);
    }

    /** What is known of the session beside the finding, such as {@code Used last 61000 ms ago (WRITE, READ), it holds …}. */
    private static String use(SessionUse use) {
        var text = new StringBuilder("Used last ")
                .append(use.sinceLastUse().toMillis())
                .append(" ms ago (")
                .append(use.lastKinds().isEmpty() ? "ran nothing" : String.join(", ", use.lastKinds()))
                .append("), it holds ")
                .append(use.connectionId() == 0 ? "no connection" : "connection #" + use.connectionId());
        if (use.transaction() != TransactionState.NONE) {
            text.append(", a transaction (").append(use.transaction()).append(')');
        }
        if (use.openStatements() > 0) {
            text.append(", ").append(use.openStatements()).append(" open statements");
        }
        if (use.openResultSets() > 0) {
            text.append(", ").append(use.openResultSets()).append(" open result sets");
        }
        return text.toString();
    }

    void returned(Checkout checkout) {
        LOG.info(
                "{}: session #{}, reported before, was closed after all, {} ms after it was opened by thread \"{}\".",
                poolName,
                checkout.sessionId(),
                checkout.held().toMillis(),
                checkout.thread().getName());
        listeners.leakReturned(checkout.sessionId());
    }

    /** What to tell of a session that is about to be taken back. */
    LeakReport idleReport(Checkout checkout) {
        return report(checkout, checkout.thread().isAlive() ? LeakKind.HELD_IDLE : LeakKind.OWNER_DEAD, null);
    }

    void reclaimedIdle(Checkout checkout, LeakReport report, boolean reportedBefore) {
        LOG.warn(
                "{}: LEAK: session #{} was taken back (reclaimLeaks) from thread {}, {} ms after it was opened. {}. Its"
                        + " transaction was rolled back, its connection and the write gate are free; its next use fails."
                        + " Its thread is {}{}",
                poolName,
                report.sessionId(),
                ThreadText.describe(checkout.thread()),
                report.held().toMillis(),
                use(report.use()),
                checkout.thread().isAlive() ? "now" : "gone",
                ThreadText.stack(report.stackNow()),
                checkout.stack());
        reclaimed(report, reportedBefore);
    }

    /** Takes the session back first, so that the report can say whether that worked. */
    void reclaim(Checkout checkout, boolean reportedBefore) {
        LeakReport report = report(checkout, LeakKind.UNREACHABLE, null);
        Throwable failure = null;
        try {
            checkout.subject().reclaim();
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        }
        String outcome = failure == null
                ? "Its transaction was rolled back, its connection and the write gate are free"
                : "Taking it back failed";
        logUnreachable(checkout, report, outcome, failure);
        if (failure == null) {
            reclaimed(report, reportedBefore);
        } else if (!reportedBefore) {
            listeners.leakDetected(report);
        }
    }

    private void reclaimed(LeakReport report, boolean reportedBefore) {
        if (!reportedBefore) {
            listeners.leakDetected(report);
        }
        listeners.leakReclaimed(report);
    }

    private void logUnreachable(Checkout checkout, LeakReport report, String outcome, @Nullable Throwable failure) {
        CheckoutStack stack = checkout.stack();
        LOG.warn(
                "{}: LEAK: session #{} was never closed and nothing refers to it any more, {} ms after it was opened by thread"
                        + " {}. {}. {}. Close connections with try-with-resources.{}",
                poolName,
                report.sessionId(),
                report.held().toMillis(),
                ThreadText.describe(checkout.thread()),
                use(report.use()),
                outcome,
                failure == null ? "" : " Failure: " + failure,
                failure == null || stack != null ? stack : failure);
    }

    private LeakReport report(Checkout checkout, LeakKind kind, @Nullable String sql) {
        return new LeakReport(
                kind,
                checkout.sessionId(),
                poolName,
                checkout.thread().getName(),
                checkout.held(),
                sql == null ? null : SqlText.abbreviate(sql),
                checkout.stack(),
                checkout.use(),
                List.of(checkout.thread().getStackTrace()));
    }
}
