// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.listeners.IgnoresSessions;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.RateLimit;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts what goes wrong in one DataSource and logs the whole snapshot when a wait has failed, at most once in ten seconds.
 * Safe for use by multiple threads.
 */
public final class Diagnosis implements IgnoresSessions {
    private static final Log LOG = Log.named("io.github.safesqlite.timeout");

    private final String poolName;
    private final Listeners listeners;
    private final Supplier<?> picture;
    private final RateLimit limit;
    private final LongAdder busyRetries = new LongAdder();
    private final LongAdder busyExhausted = new LongAdder();
    private final LongAdder staleSnapshots = new LongAdder();
    private final LongAdder gateTimeouts = new LongAdder();
    private final LongAdder connectionTimeouts = new LongAdder();
    private final LongAdder leaksDetected = new LongAdder();
    private final LongAdder leaksReclaimed = new LongAdder();
    private final LongAdder statementsForgotten = new LongAdder();
    private final LongAdder resultSetsForgotten = new LongAdder();

    /** A diagnosis that writes {@code picture} to the log. */
    public Diagnosis(String poolName, Listeners listeners, Ticker ticker, Supplier<?> picture) {
        this.poolName = poolName;
        this.listeners = listeners;
        this.picture = picture;
        this.limit = new RateLimit(ticker, 1, Duration.ofSeconds(10));
    }

    /** The counts so far. */
    public DataSourceSnapshot.Counts counts() {
        return new DataSourceSnapshot.Counts(
                busyRetries.sum(),
                busyExhausted.sum(),
                staleSnapshots.sum(),
                gateTimeouts.sum(),
                connectionTimeouts.sum(),
                leaksDetected.sum(),
                leaksReclaimed.sum(),
                statementsForgotten.sum(),
                resultSetsForgotten.sum(),
                listeners.failures(),
                listeners.dropped());
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        gateTimeouts.increment();
        dump(sessionId, Wait.GATE, TimeUnit.NANOSECONDS.toMillis(waitNanos));
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        connectionTimeouts.increment();
        dump(sessionId, Wait.CONNECTION, TimeUnit.NANOSECONDS.toMillis(waitNanos));
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        busyExhausted.increment();
        dump(sessionId, Wait.BUSY, attempts);
    }

    /** What was waited for in vain. */
    private enum Wait {
        GATE("did not enter the write gate within", "ms."),
        CONNECTION("got no physical connection within", "ms."),
        BUSY("found SQLite busy after", "attempts; its exception says what is known of the lock.");

        private final String text;
        private final String unit;

        Wait(String text, String unit) {
            this.text = text;
            this.unit = unit;
        }
    }

    private void dump(long sessionId, Wait wait, long amount) {
        long leftOut = limit.tryPass();
        if (leftOut == RateLimit.REFUSED || !LOG.isWarnEnabled()) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("pool", poolName)
                .addKeyValue("session", sessionId)
                .addKeyValue("wait", wait)
                .addKeyValue(wait == Wait.BUSY ? "attempts" : "waitedMillis", amount)
                .addKeyValue("leftOut", leftOut)
                .log(
                        "{}: connection #{} {} {} {}{} Holders and waiters now, oldest first:\n{}",
                        poolName,
                        sessionId,
                        wait.text,
                        amount,
                        wait.unit,
                        RateLimit.clause(leftOut),
                        picture.get());
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        busyRetries.increment();
    }

    @Override
    public void staleSnapshot(long sessionId) {
        staleSnapshots.increment();
    }

    @Override
    public void leakDetected(LeakReport report) {
        if (report.kind() == LeakReport.Kind.HELD_IDLE
                || report.kind() == LeakReport.Kind.OWNER_DEAD
                || report.kind() == LeakReport.Kind.UNREACHABLE) {
            leaksDetected.increment();
        }
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        leaksReclaimed.increment();
    }

    @Override
    public void statementsForgotten(long sessionId, int statements, int resultSets) {
        statementsForgotten.add(statements);
        resultSetsForgotten.add(resultSets);
    }
}
