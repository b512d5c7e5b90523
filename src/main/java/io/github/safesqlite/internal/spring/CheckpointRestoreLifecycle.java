// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Closes the files of the database before the JVM is written to disk (CRaC), and lets the DataSource go on afterwards. When the
 * application closes, it does nothing: beans that are destroyed may still need the database. Safe for use by multiple threads.
 */
final class CheckpointRestoreLifecycle implements Lifecycle, ApplicationListener<ContextClosedEvent> {
    private static final long LOOKS_NANOS = Duration.ofMillis(5).toNanos();

    private final ConcurrencySafeSqliteDataSource dataSource;
    private final ApplicationContext context;
    private volatile boolean suspended;
    private volatile boolean closing;

    CheckpointRestoreLifecycle(ConcurrencySafeSqliteDataSource dataSource, ApplicationContext context) {
        this.dataSource = dataSource;
        this.context = context;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        // The parent of a context hears of its end too.
        closing |= event.getApplicationContext() == context;
    }

    @Override
    public void stop() {
        if (closing || suspended) {
            return;
        }
        try {
            suspended = true;
            dataSource.suspend();
            awaitClosedFiles(
                    System.nanoTime() + dataSource.config().connectionTimeout().toNanos());
        } catch (SQLException failure) {
            throw new IllegalStateException("the DataSource could not be suspended", failure);
        }
    }

    private void awaitClosedFiles(long endNanos) throws SQLException {
        dataSource.softEvict();
        int open = dataSource.statistics().total();
        while (open > 0) {
            if (System.nanoTime() - endNanos >= 0) {
                throw new IllegalStateException(
                        dataSource.config().poolName() + ": the files of the database are open, because "
                                + open + " physical connection(s) are in use after "
                                + dataSource.config().connectionTimeout().toMillis()
                                + " ms (connectionTimeout). Take the checkpoint when no transaction is open.");
            }
            LockSupport.parkNanos(LOOKS_NANOS);
            // Again, for one that was being opened.
            dataSource.softEvict();
            open = dataSource.statistics().total();
        }
    }

    @Override
    public void start() {
        if (!suspended) {
            return;
        }
        try {
            dataSource.resume();
            suspended = false;
        } catch (SQLException failure) {
            throw new IllegalStateException("the DataSource could not be resumed", failure);
        }
    }

    @Override
    public boolean isRunning() {
        return !suspended;
    }
}
