// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.leak.Watch;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Closes a DataSource part by part; an exception from one part does not keep the others open. Used by one thread. */
final class Closing {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    /** What is still open was interrupted before, so this is rarely needed. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(2);

    private @Nullable Throwable failure;

    /** One part. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Closes one part. */
    Closing close(AutoCloseable part) {
        return step(part::close);
    }

    /** Takes a step that is more than a close. */
    Closing step(Step step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            if (failure == null) {
                failure = thrown;
            } else {
                failure.addSuppressed(thrown);
            }
        }
        return this;
    }

    /** Ends the threads of the library if this was the last DataSource, so that an application that is undeployed leaves none behind. */
    static void endThreads() {
        Watch.shared().endThread();
        Chore.endThreads();
    }

    /** The same, but not after a connection by URL: the next one may come at once, and to start threads costs more than to open it. */
    static void endThreadsAfter(DataSourceSnapshot.Kind closed) {
        if (closed != DataSourceSnapshot.Kind.DRIVER) {
            endThreads();
        }
    }

    /** Waits until the files are closed, if this is the last DataSource on them, and logs it if they are not. */
    static void awaitFiles(SqliteConfig config, ConnectionSource source) {
        Duration wait = config.closeTimeout().compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : config.closeTimeout();
        int open = source.sharedFile().handles().awaitClosed(wait);
        if (open > 0) {
            log.atWarn()
                    .addKeyValue("pool", config.poolName())
                    .addKeyValue("connections", open)
                    .addKeyValue("waitedMillis", wait.toMillis())
                    .log(
                            "{}: {} driver connection(s) are still open {} ms after close() because SQLite is still running"
                                    + " their statements. On Windows their files cannot be deleted until these end.",
                            config.poolName(),
                            open,
                            wait.toMillis());
        }
    }

    /** Rethrows the first failure, if there was one. */
    void finish() throws SQLException {
        if (failure instanceof SQLException known) {
            throw known;
        }
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure instanceof Error known) {
            throw known;
        }
        if (failure != null) {
            throw new SQLException(failure);
        }
    }
}
