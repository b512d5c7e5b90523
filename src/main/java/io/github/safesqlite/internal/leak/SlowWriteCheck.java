// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.SlowHoldWatcher;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.log.LogEvent;
import io.github.safesqlite.internal.text.HolderText;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.time.RateLimit;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Reports once each holder of the write gate that stays too long. Used by the watching thread only. */
final class SlowWriteCheck {
    private static final Log LOG = Log.named("io.github.safesqlite.slow");
    private static final int MOST = 20;
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final String poolName;
    private final WriteGate gate;
    private final Duration threshold;
    private final Listeners listeners;
    private final RateLimit limit;
    private @Nullable Hold reported;

    SlowWriteCheck(String poolName, WriteGate gate, Duration threshold, Listeners listeners, Ticker ticker) {
        this.poolName = poolName;
        this.gate = gate;
        this.threshold = threshold;
        this.listeners = listeners;
        this.limit = new RateLimit(ticker, MOST, INTERVAL);
    }

    void tick(LongFunction<@Nullable CheckoutStack> stackOfSession) {
        Hold hold = gate.holder();
        if (hold != reported) {
            reported = null;
        }
        // The gate belongs to the file; each pool on it answers for its own sessions. Nobody suffers from a hold that
        // gives
        // way.
        if (hold == null
                || hold == reported
                || !hold.isInTheWay()
                || !hold.entrant().poolName().equals(poolName)
                || hold.held().compareTo(threshold) < 0) {
            return;
        }
        reported = hold;
        report(hold, stackOfSession.apply(hold.entrant().sessionId()));
    }

    private void report(Hold hold, @Nullable CheckoutStack opened) {
        HolderInfo info = hold.info();
        int waiting = hold.waiters();
        String stackNow = ThreadText.stack(info.thread());
        // From now on its end is heard of, so that none is missed that comes while it is reported.
        Ending ending = new Ending();
        hold.watchedBy(ending);
        // Whoever looked at the clock, at the queue and at the stack saw three moments; only a hold that is still on
        // saw one.
        if (!hold.isCurrent()) {
            return;
        }
        if (info.stackAtEntry().isEmpty() && opened != null) {
            info = new HolderInfo(
                    info.sessionId(),
                    info.poolName(),
                    info.thread(),
                    info.held(),
                    info.sql(),
                    List.of(opened.getStackTrace()),
                    info.applicationName());
        }
        long leftOut = limit.tryPass();
        boolean logged = leftOut != RateLimit.REFUSED;
        if (logged) {
            warn(info)
                    .addKeyValue("waiters", waiting)
                    .addKeyValue("leftOut", leftOut)
                    .setCause(opened)
                    .log(
                            "{}: write gate {} (slowWriteThreshold={} ms), {} waiting{}. Shorten that transaction. Its thread"
                                    + " is {}{}",
                            poolName,
                            HolderText.describe(info),
                            threshold.toMillis(),
                            waiting,
                            RateLimit.clause(leftOut),
                            ThreadText.state(info.thread()),
                            stackNow);
        }
        listeners.gateSlow(info);
        ending.isReported(logged);
    }

    /** Tells of the end of a hold that was reported, after the report. */
    private final class Ending implements SlowHoldWatcher {
        private boolean isReported;
        private boolean isLogged;
        private @Nullable Hold ended;
        private long inflictedNanos;

        /** Called by the holder, outside the gate. */
        @Override
        public void ended(Hold hold, long nanos) {
            synchronized (this) {
                ended = hold;
                inflictedNanos = nanos;
                if (!isReported) {
                    return;
                }
            }
            tellEnded(hold, nanos, isLogged);
        }

        void isReported(boolean logged) {
            Hold before;
            synchronized (this) {
                isReported = true;
                isLogged = logged;
                before = ended;
            }
            if (before != null) {
                tellEnded(before, inflictedNanos, logged);
            }
        }
    }

    private LogEvent warn(HolderInfo info) {
        return LOG.atWarn()
                .addKeyValue("pool", poolName)
                .addKeyValue("session", info.sessionId())
                .addKeyValue("thread", info.thread().getName())
                .addKeyValue("heldMillis", info.held().toMillis())
                .addKeyValue("sql", info.sql() == null ? null : SqlText.abbreviate(info.sql()));
    }

    private void tellEnded(Hold hold, long inflictedNanos, boolean logged) {
        HolderInfo info = hold.info();
        long inflictedMillis = TimeUnit.NANOSECONDS.toMillis(inflictedNanos);
        if (logged) {
            warn(info)
                    .addKeyValue("inflictedMillis", inflictedMillis)
                    .log(
                            "{}: slow write over: the write gate was {}; others waited {} ms for it in total.",
                            poolName,
                            HolderText.describe(info),
                            inflictedMillis);
        }
        listeners.gateSlowEnded(info, inflictedNanos);
    }
}
