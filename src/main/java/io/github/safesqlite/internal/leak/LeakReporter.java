// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.SessionUse;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.log.LogEvent;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.time.RateLimit;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Formats the findings of a tracker, logs them and notifies the listeners. Safe for use by multiple threads. */
final class LeakReporter {
    private static final Log LOG = Log.named("io.github.safesqlite.leak");
    private static final int MOST = 20;
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final String poolName;
    private final Listeners listeners;
    private final StackBudget stacks;
    private final RateLimit warnings;
    private final RateLimit returns;

    LeakReporter(String poolName, Listeners listeners, Ticker ticker, StackBudget stacks) {
        this.poolName = poolName;
        this.listeners = listeners;
        this.stacks = stacks;
        this.warnings = new RateLimit(ticker, MOST, INTERVAL);
        this.returns = new RateLimit(ticker, MOST, INTERVAL);
    }

    private void warn(LeakReport report, @Nullable Throwable stack, String message) {
        long leftOut = warnings.tryPass();
        if (leftOut != RateLimit.REFUSED) {
            log(LOG.atWarn(), report)
                    .addKeyValue("leftOut", leftOut)
                    .setCause(stack)
                    .log("{}: {}{}", poolName, message, RateLimit.clause(leftOut));
        }
    }

    private LogEvent log(LogEvent event, LeakReport report) {
        return event.addKeyValue("pool", poolName)
                .addKeyValue("session", report.sessionId())
                .addKeyValue("leak", report.kind())
                .addKeyValue("thread", report.threadName())
                .addKeyValue("heldMillis", report.held().toMillis())
                .addKeyValue("connection", report.use().connectionId())
                .addKeyValue("transaction", report.use().transaction())
                .addKeyValue("sql", report.executingSql());
    }

    void heldTooLong(Checkout checkout, LeakReport.Kind kind, @Nullable String sql) {
        LeakReport report = report(checkout, kind, sql);
        Thread thread = checkout.thread();
        warn(
                report,
                checkout.stack(),
                "connection #%s not closed for %s ms (leakDetectionThreshold) by thread %s, %s. %s.%s Its thread is %s%s"
                        .formatted(
                                report.sessionId(),
                                report.held().toMillis(),
                                ThreadText.describe(thread),
                                finding(report),
                                use(report.use()),
                                kind == LeakReport.Kind.EXECUTING ? "" : missingStack(checkout),
                                thread.isAlive() ? "now" : "gone",
                                ThreadText.stack(report.stackNow())));
        listeners.leakDetected(report);
    }

    private static String finding(LeakReport report) {
        String sql = report.executingSql();
        return switch (report.kind()) {
            case EXECUTING -> "in use: executing " + sql;
            case OWNER_DEAD ->
                "leaked: that thread has ended and no statement is running. Close connections with try-with-resources";
            default -> "leaked: no statement is running. Close connections with try-with-resources";
        };
    }

    void pinsWal(Checkout checkout, OpenRead read, Duration age, String log, boolean readsEnd) {
        LeakReport report = report(checkout, LeakReport.Kind.PINS_WAL, read.sql());
        Thread thread = read.thread();
        warn(
                report,
                checkout.stack(),
                ("connection #%s pins the write-ahead log: it has been reading for %s ms (pinThreshold) on thread %s, since %s."
                                + " %s. Read result sets to their end or close them, keep reading transactions short, or"
                                + " %s maxReadAge. Its thread is now%s")
                        .formatted(
                                report.sessionId(),
                                age.toMillis(),
                                ThreadText.describe(thread),
                                report.executingSql() == null ? "its transaction began" : report.executingSql(),
                                log,
                                readsEnd ? "lower" : "set",
                                ThreadText.stack(thread)));
        listeners.leakDetected(report);
    }

    /** A part of a session that was open when the session was closed. */
    void leftOpen(LeakReport report) {
        switch (report.kind()) {
            case STATEMENT_OPEN -> leftOpen(report, "statement");
            case RESULT_SET_OPEN -> leftOpen(report, "result set");
            default ->
                log(LOG.atDebug(), report)
                        .log(
                                "{}: connection #{} was closed with an open transaction, which was rolled back ({}).",
                                poolName,
                                report.sessionId(),
                                report.executingSql());
        }
        listeners.leakDetected(report);
    }

    private void leftOpen(LeakReport report, String what) {
        warn(
                report,
                report.acquiredAt(),
                "connection #%s was closed with a %s still open (%s). Close it with try-with-resources."
                        .formatted(report.sessionId(), what, report.executingSql()));
    }

    /** What is known of the session beside the finding, such as {@code Used last 61000 ms ago (WRITE, READ), it holds …}. */
    private static String use(SessionUse use) {
        var text = new StringBuilder("Last used ")
                .append(use.sinceLastUse().toMillis())
                .append(" ms ago (")
                .append(use.lastKinds().isEmpty() ? "ran nothing" : String.join(", ", use.lastKinds()))
                .append("); it holds ")
                .append(
                        use.connectionId() == 0
                                ? "no physical connection"
                                : "physical connection #" + use.connectionId());
        if (use.transaction() != SessionUse.TransactionState.NONE) {
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
        long leftOut = returns.tryPass();
        if (leftOut != RateLimit.REFUSED) {
            LOG.atInfo()
                    .addKeyValue("pool", poolName)
                    .addKeyValue("session", checkout.sessionId())
                    .addKeyValue("thread", checkout.thread().getName())
                    .addKeyValue("heldMillis", checkout.held().toMillis())
                    .addKeyValue("leftOut", leftOut)
                    .log(
                            "{}: connection #{}, reported earlier, was closed after all, {} ms after it was opened by thread"
                                    + " \"{}\"{}.",
                            poolName,
                            checkout.sessionId(),
                            checkout.held().toMillis(),
                            checkout.thread().getName(),
                            RateLimit.clause(leftOut));
        }
        listeners.leakReturned(checkout.sessionId());
    }

    /** What to tell of a session that is about to be taken back. */
    LeakReport idleReport(Checkout checkout) {
        return report(
                checkout, checkout.thread().isAlive() ? LeakReport.Kind.HELD_IDLE : LeakReport.Kind.OWNER_DEAD, null);
    }

    void reclaimedIdle(Checkout checkout, LeakReport report, boolean reportedBefore) {
        warn(
                report,
                checkout.stack(),
                ("LEAK: connection #%s was taken back (reclaimLeaks) from thread %s, %s ms after it was opened. %s.%s Its"
                                + " transaction was rolled back, its physical connection and the write gate are free; its next use"
                                + " fails. Its thread is %s%s")
                        .formatted(
                                report.sessionId(),
                                ThreadText.describe(checkout.thread()),
                                report.held().toMillis(),
                                use(report.use()),
                                missingStack(checkout),
                                checkout.thread().isAlive() ? "now" : "gone",
                                ThreadText.stack(report.stackNow())));
        reclaimed(report, reportedBefore);
    }

    /** Takes the session back first, so that the report can say whether that worked. */
    void reclaim(Checkout checkout, boolean reportedBefore) {
        LeakReport report = report(checkout, LeakReport.Kind.UNREACHABLE, null);
        Throwable failure = null;
        try {
            checkout.subject().reclaim();
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        }
        String outcome = failure == null
                ? "Its transaction was rolled back, its physical connection and the write gate are free"
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
        warn(
                report,
                failure == null || stack != null ? stack : failure,
                ("LEAK: connection #%s was never closed and is no longer reachable, %s ms after it was opened by thread"
                                + " %s. %s.%s %s. Close connections with try-with-resources.%s")
                        .formatted(
                                report.sessionId(),
                                report.held().toMillis(),
                                ThreadText.describe(checkout.thread()),
                                use(report.use()),
                                missingStack(checkout),
                                outcome,
                                failure == null ? "" : " Failure: " + failure));
    }

    /** Says why a leak has no stack, if it has none, and has the next one recorded. */
    private String missingStack(Checkout checkout) {
        if (checkout.stack() != null) {
            return "";
        }
        stacks.missed();
        return " The stack that opened it: " + stacks.whyMissing() + ".";
    }

    private LeakReport report(Checkout checkout, LeakReport.Kind kind, @Nullable String sql) {
        return new LeakReport(
                kind,
                checkout.sessionId(),
                poolName,
                checkout.thread().getName(),
                checkout.thread().getState(),
                checkout.held(),
                sql == null ? null : SqlText.abbreviate(sql),
                checkout.stack(),
                checkout.use(),
                List.of(checkout.thread().getStackTrace()));
    }
}
