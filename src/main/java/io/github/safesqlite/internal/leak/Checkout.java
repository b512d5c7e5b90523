// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.event.SessionUse;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One period from the opening of a connection to its return. Safe for use by multiple threads.
 *
 * <p>It is itself the phantom reference to the handle, so that an open connection costs one object here.
 */
public final class Checkout extends PhantomReference<Object> {
    private final LeakTracker tracker;
    private final LeakSubject subject;
    private final Thread thread;
    private final long startNanos;
    private final @Nullable CheckoutStack stack;

    /** The list that this checkout is in, and its neighbours there: guarded by that list. */
    final CheckoutList home;

    @Nullable
    Checkout previous;

    @Nullable
    Checkout next;

    /** Whether the tracker ends the session, so that its end is no return. */
    private volatile boolean reclaiming;

    boolean linked;
    boolean reported;
    boolean reporting;

    /** Whether the return is told by the one who returns; written before the checkout leaves the list. */
    boolean tellsReturn;

    /** Since when the session was seen idle at each look, and what was reported: used by the watching thread only. */
    private long idleSinceNanos;

    private int usesSeen;
    private boolean reportedExecuting;
    private boolean reportedLeak;

    Checkout(
            Object handle,
            ReferenceQueue<Object> queue,
            LeakTracker tracker,
            LeakSubject subject,
            CheckoutList home,
            long startNanos,
            @Nullable CheckoutStack stack) {
        super(handle, queue);
        this.tracker = tracker;
        this.subject = subject;
        this.thread = Thread.currentThread();
        this.home = home;
        this.startNanos = startNanos;
        this.idleSinceNanos = startNanos;
        this.stack = stack;
    }

    /** The thread that opened the connection. */
    public Thread thread() {
        return thread;
    }

    /** When the connection was opened. */
    public long startNanos() {
        return startNanos;
    }

    /** The time since the connection was opened. */
    public Duration held() {
        return Duration.ofNanos(tracker.nanos() - startNanos);
    }

    /** The stack at which the connection was opened; without frames if stacks are not kept. */
    public Throwable acquiredAt() {
        return stack != null ? stack : CheckoutStack.unknown(sessionId(), thread);
    }

    /** The number by which messages and events name the session. */
    public long sessionId() {
        return subject.sessionId();
    }

    /** Notes that the connection was closed. Only the first call does something; after it nothing is reported. */
    public void returned() {
        if (home.remove(this)) {
            clear();
            if (tellsReturn && !reclaiming) {
                tracker.returnedAfterReport(this);
            }
        }
    }

    /** What the session does. */
    public SessionUse use() {
        return subject.use();
    }

    /** Ends the session from another thread, whatever it does. */
    public void abort() {
        subject.abort();
    }

    LeakTracker tracker() {
        return tracker;
    }

    /** The session. */
    public LeakSubject subject() {
        return subject;
    }

    @Nullable
    CheckoutStack stack() {
        return stack;
    }

    long idleNanos(long now) {
        return now - idleSinceNanos;
    }

    /** Looks whether the session was in use since the last look; the SQL that it runs now, or null. */
    @Nullable
    String look(long now) {
        int uses = subject.uses();
        String sql = subject.executingSql();
        if (sql != null || uses != usesSeen) {
            usesSeen = uses;
            idleSinceNanos = now;
        }
        return sql;
    }

    /** Takes the session back unless it was used since the last look. */
    boolean reclaimIdle(long now) {
        reclaiming = true;
        boolean reclaimed = subject.reclaimIdle(usesSeen, Duration.ofNanos(idleNanos(now)));
        reclaiming = reclaimed;
        return reclaimed;
    }

    /** Whether this is the first report that the connection is in use for long. */
    boolean firstExecutingReport() {
        boolean first = !reportedExecuting;
        reportedExecuting = true;
        return first;
    }

    /** Whether this is the first report that the connection leaks. */
    boolean firstLeakReport() {
        boolean first = !reportedLeak;
        reportedLeak = true;
        return first;
    }
}
