// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which connections of a pool are open, by whom and since when, and reports those held too long. Safe for use by
 * multiple threads.
 *
 * <p>A connection is reported at most once as in use (it runs SQL) and at most once as a leak (it idles, its thread has
 * ended, or nothing refers to it). It counts as idle from when it was opened or last seen in use, so that a slow query is not
 * called a leak right after it ends. A forgotten connection is taken back when its handle is garbage-collected; an idle one
 * only if there is a threshold for it.
 */
public final class LeakTracker implements AutoCloseable {
    private static final Log log = Log.named("io.github.safesqlite.leak");

    /** How long the end of a look is waited for: one that is blocked must not block the close. */
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final String poolName;
    private final LeakOptions options;
    private final long thresholdNanos;
    private final long reclaimNanos;
    private final Ticker ticker;
    private final Watch watch;
    private final LeakReporter reporter;
    private final @Nullable SlowWriteCheck slowWrites;
    private final CheckoutList[] stripes = CheckoutList.stripes();
    private final StackBudget stacks;
    /** Collected handles, also those whose session was still at work: looked at at each tick. */
    private final Queue<Checkout> stillAtWork = new ConcurrentLinkedQueue<>();

    private final @Nullable Chore chore;
    private volatile boolean closed;
    private boolean failing;

    /** Starts a tracker that takes back no idle connection, and keeps stacks if {@code threshold} is present. */
    public LeakTracker(
            String poolName,
            Optional<Duration> threshold,
            Optional<Duration> slowWriteThreshold,
            @Nullable WriteGate gate,
            Ticker ticker,
            Listeners listeners,
            Watch watch) {
        this(poolName, new LeakOptions(threshold, slowWriteThreshold), gate, ticker, listeners, watch);
    }

    /**
     * Starts a tracker.
     *
     * @param gate the gate whose holders from this pool are watched, if any
     */
    public LeakTracker(
            String poolName,
            LeakOptions options,
            @Nullable WriteGate gate,
            Ticker ticker,
            Listeners listeners,
            Watch watch) {
        this.poolName = poolName;
        this.options = options;
        this.thresholdNanos = options.threshold().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        this.reclaimNanos = options.reclaimThreshold().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        this.ticker = ticker;
        this.watch = watch;
        this.stacks = new StackBudget(options.keptStacks(), ticker);
        this.reporter = new LeakReporter(poolName, listeners, ticker, stacks);
        this.slowWrites = gate != null && options.slowWriteThreshold().isPresent()
                ? new SlowWriteCheck(
                        poolName, gate, options.slowWriteThreshold().get(), listeners, ticker)
                : null;
        this.chore = watch.isManual() ? null : Chore.housekeeping("safesqlite-leaks-" + poolName, this::look);
        watch.add(this);
        if (chore != null) {
            chore.within(options.interval());
        }
    }

    private Duration look() {
        tick();
        return options.interval();
    }

    /**
     * Notes that the calling thread opened a connection.
     *
     * @param handle what the application holds; only a phantom reference to it is kept
     * @param subject the session, which must not refer to {@code handle}
     */
    public Checkout checkout(Object handle, LeakSubject subject) {
        CheckoutList home = CheckoutList.of(Thread.currentThread(), stripes);
        long now = ticker.nanos();
        CheckoutStack stack = stacks.stack(subject.sessionId(), now);
        Checkout checkout = new Checkout(handle, watch.collected(), this, subject, home, now, stack);
        home.add(checkout);
        return checkout;
    }

    /** The checkouts that were not returned, oldest first. */
    public List<Checkout> open() {
        return CheckoutList.oldestFirst(stripes);
    }

    /** Ends one session; whether it is open. */
    public boolean abort(long sessionId) {
        Optional<Checkout> found = open().stream()
                .filter(checkout -> checkout.sessionId() == sessionId)
                .findFirst();
        found.ifPresent(Checkout::abort);
        return found.isPresent();
    }

    /** Ends the sessions that did not give their connections back before their DataSource closed. */
    public void dataSourceClosed() {
        open().forEach(checkout -> checkout.subject().dataSourceClosed());
    }

    /** The number of checkouts that were not returned; cheaper than to list them. */
    public int openCount() {
        return CheckoutList.count(stripes);
    }

    /** What is not as it must be now, if it lasts. */
    public List<Suspicion> suspicions() {
        return Arrays.stream(stripes).allMatch(CheckoutList::addsUp)
                ? List.of()
                : List.of(new Suspicion(this, "the list of open connections does not match its count"));
    }

    /**
     * Reports a read that keeps the write-ahead log from being reset.
     *
     * @param log how large the log is, as a clause
     */
    public void reportPin(Checkout checkout, OpenRead read, Duration age, String log, boolean readsEnd) {
        reporter.pinsWal(checkout, read, age, log, readsEnd);
    }

    /** Reports what was open in a session that is being closed. */
    public void reportLeftOpen(LeakReport report) {
        reporter.leftOpen(report);
    }

    /** Stops watching. Checkouts can still be returned, but nothing is reported or taken back any more. */
    @Override
    public void close() {
        closed = true;
        try {
            if (chore != null) {
                chore.end();
                chore.awaitEnd(ENDING);
            }
        } finally {
            watch.remove(this);
            stillAtWork.clear();
        }
    }

    long nanos() {
        return ticker.nanos();
    }

    /** Looks at everything once. Can't throw. */
    void tick() {
        try {
            lookAtAll();
            failing = false;
        } catch (Throwable failure) {
            if (!failing) {
                failing = true;
                log.atWarn()
                        .addKeyValue("pool", poolName)
                        .setCause(failure)
                        .log("{}: leak detection failed; it continues.", poolName);
            }
        }
    }

    private void lookAtAll() {
        for (int retries = stillAtWork.size(); retries > 0; retries--) {
            Checkout checkout = stillAtWork.poll();
            if (checkout != null) {
                takeBack(checkout);
            }
        }
        if (options.threshold().isPresent() || options.reclaimThreshold().isPresent()) {
            for (Checkout checkout : open()) {
                check(checkout);
            }
        }
        if (slowWrites != null) {
            slowWrites.tick(this::stackOf);
        }
    }

    // One that cannot be taken back is no reason not to look at the others.
    private void takeBack(Checkout checkout) {
        try {
            collected(checkout);
        } catch (Throwable failure) {
            log.atWarn()
                    .addKeyValue("pool", poolName)
                    .addKeyValue("session", checkout.sessionId())
                    .setCause(failure)
                    .log("{}: connection #{} could not be taken back.", poolName, checkout.sessionId());
        }
    }

    private void check(Checkout checkout) {
        long now = ticker.nanos();
        String sql = checkout.look(now);
        if (checkout.idleNanos(now) >= reclaimNanos) {
            reclaimIdle(checkout, now);
            return;
        }
        if (now - checkout.startNanos() < thresholdNanos) {
            return;
        }
        if (sql != null) {
            if (checkout.firstExecutingReport()) {
                report(checkout, () -> reporter.heldTooLong(checkout, LeakReport.Kind.EXECUTING, sql));
            }
        } else if (checkout.idleNanos(now) >= thresholdNanos) {
            LeakReport.Kind kind = checkout.thread().isAlive() ? LeakReport.Kind.HELD_IDLE : LeakReport.Kind.OWNER_DEAD;
            if (checkout.firstLeakReport()) {
                report(checkout, () -> reporter.heldTooLong(checkout, kind, null));
            }
        }
    }

    private void reclaimIdle(Checkout checkout, long now) {
        LeakReport report = reporter.idleReport(checkout);
        if (checkout.reclaimIdle(now)) {
            reporter.reclaimedIdle(checkout, report, !checkout.firstLeakReport());
        }
    }

    /** Reports a checkout that is open, so that listeners hear of its return after the report and never before. */
    private void report(Checkout checkout, Runnable report) {
        if (checkout.home.beginReport(checkout)) {
            report.run();
            if (!checkout.home.endReport(checkout)) {
                returnedAfterReport(checkout);
            }
        }
    }

    /** Has a connection taken back that nothing refers to any more; called by the watch, which must not wait for SQLite. */
    void collectedNow(Checkout checkout) {
        stillAtWork.add(checkout);
        if (chore != null) {
            chore.soon();
        }
    }

    /** Takes it back. */
    void collected(Checkout checkout) {
        if (closed) {
            return;
        }
        // A handle can be collected while its last call still runs: the call needs only the session.
        if (checkout.subject().executingSql() != null) {
            stillAtWork.add(checkout);
            return;
        }
        if (checkout.home.remove(checkout)) {
            boolean known = !checkout.firstLeakReport();
            reporter.reclaim(checkout, known);
        }
    }

    void returnedAfterReport(Checkout checkout) {
        if (!closed) {
            reporter.returned(checkout);
        }
    }

    private @Nullable CheckoutStack stackOf(long sessionId) {
        return open().stream()
                .filter(checkout -> checkout.sessionId() == sessionId)
                .findFirst()
                .map(Checkout::stack)
                .orElse(null);
    }
}
