// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.internal.file.DurableCommits;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.NetworkCheck;
import io.github.safesqlite.internal.path.Companion;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** The write-ahead log of a database file, as far as commits share the syncs of it. Immutable and thread-safe. */
final class DatabaseLog {
    /** With it SQLite fills the log up to a sector before each sync, as a torn write may damage what is beside it. */
    private static final String POWERSAFE_OVERWRITE = "psow=";

    private static final int BUSY_MILLIS = 1_000;

    private final String poolName;
    private final Path file;
    private final boolean shared;

    DatabaseLog(SqliteConfig config, Path file) {
        this.poolName = config.poolName();
        this.file = file;
        this.shared = config.sharedSync()
                && !config.readOnly()
                && !config.file().contains(POWERSAFE_OVERWRITE)
                && !NetworkCheck.isOnNetwork(file);
    }

    private Path path() {
        return Companion.LOG.of(FileKey.realPath(file));
    }

    /** The path of the log whose syncs commits may share, or null if they may not. */
    @Nullable
    Path shared() {
        return shared ? path() : null;
    }

    /** What to throw if no connection can be opened after a sync has failed. */
    StorageException notSynced(IOException cause) {
        return StorageException.syncRefused(poolName, file.toString(), cause);
    }

    /**
     * Makes the log whole after a sync has failed: on the disk it may have a hole, behind which SQLite would find nothing after a
     * power cut, though what it reads from the system's memory has none. The connection has read nothing yet, so that SQLite
     * checks the log when it takes the write lock.
     */
    void repair(SQLiteConnection connection) throws SQLException, IOException {
        int timeout = connection.getBusyTimeout();
        connection.setBusyTimeout(BUSY_MILLIS);
        connection.getDatabase()._exec("BEGIN IMMEDIATE");
        try {
            DurableCommits.rewrite(path());
        } finally {
            connection.getDatabase()._exec("COMMIT");
            connection.setBusyTimeout(timeout);
        }
    }
}
