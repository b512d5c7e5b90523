// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.hold;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.sqlite.SQLiteConnection;

/** Ends the statement that runs on either side when the time is over. */
final class Alarm implements AutoCloseable {
    /** Longer than a statement needs to end after it was cancelled. */
    private static final Duration NETWORK = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "cutover-alarm");
        thread.setDaemon(true);
        return thread;
    });
    private final Connection source;
    private final Connection target;
    private final int networkTimeout;

    private Alarm(Connection source, Connection target) throws SQLException {
        this.source = source;
        this.target = target;
        networkTimeout = target.getNetworkTimeout();
    }

    /** Sets the alarm; a server that does not answer at all is given up a second later. */
    static Alarm after(Duration time, Connection source, Connection target) throws SQLException {
        Alarm alarm = new Alarm(source, target);
        target.setNetworkTimeout(Runnable::run, (int) time.plus(NETWORK).toMillis());
        alarm.timer.schedule(alarm::ring, time.toNanos(), TimeUnit.NANOSECONDS);
        return alarm;
    }

    private void ring() {
        try {
            source.unwrap(SQLiteConnection.class).getDatabase().interrupt();
            target.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException failure) {
            // The network timeout ends the statement then.
        }
    }

    /** Switches the alarm off, and waits until it has rung if it does so now. */
    @Override
    public void close() throws SQLException {
        timer.shutdownNow();
        try {
            timer.awaitTermination(NETWORK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!target.isClosed()) {
            target.setNetworkTimeout(Runnable::run, networkTimeout);
        }
    }
}
