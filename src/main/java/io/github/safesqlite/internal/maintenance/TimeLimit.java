// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of one run. When it is over, the run is ended: by what {@link #endWith} named, and by interrupting its thread.
 * That is repeated until the run is over: an interrupt that falls between two statements ends nothing. Safe for use by multiple
 * threads.
 */
public final class TimeLimit implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Alarm alarm;
    private final Thread thread = Thread.currentThread();
    private @Nullable Runnable ending;
    private Runnable cancel = () -> {};
    private boolean ranOut;
    private boolean stopped;
    private boolean closed;

    private TimeLimit(Alarm alarm) {
        this.alarm = alarm;
    }

    /** The time limit of what the calling thread does from now on. */
    static TimeLimit start(Alarm alarm, Duration limit) {
        TimeLimit started = new TimeLimit(alarm);
        synchronized (started) {
            started.cancel = alarm.ring(limit, started::runOut);
        }
        return started;
    }

    /** Names what ends the run from another thread, in place of what was named before. It must be quick. */
    public synchronized void endWith(@Nullable Runnable action) {
        ending = action;
    }

    /** Takes the limit away: from now on only {@link #stop} ends the run. */
    synchronized void lift() {
        if (!ranOut && !stopped) {
            cancel.run();
        }
    }

    /**
     * Asks whether to go on.
     *
     * @throws SQLException if the run is to end
     */
    public synchronized void check() throws SQLException {
        if (ranOut || stopped) {
            throw new SQLException("the task was ended");
        }
    }

    private synchronized void runOut() {
        if (!closed) {
            ranOut |= !stopped;
            end();
        }
    }

    /** Ends the run before its time. */
    synchronized void stop() {
        if (!closed && !stopped) {
            stopped = true;
            cancel.run();
            end();
        }
    }

    private void end() {
        Runnable action = ending;
        if (action != null) {
            action.run();
        }
        thread.interrupt();
        cancel = alarm.ring(AGAIN, this::runOut);
    }

    /** Whether the run took longer than it may. */
    synchronized boolean ranOut() {
        return ranOut;
    }

    /** Whether it was ended by {@link #stop}. */
    synchronized boolean stopped() {
        return stopped;
    }

    /** The run is over: from now on nothing is interrupted. Called by the thread of the run. */
    @Override
    public synchronized void close() {
        closed = true;
        ending = null;
        cancel.run();
        if (ranOut || stopped) {
            Thread.interrupted();
        }
    }
}
