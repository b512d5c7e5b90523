// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.file.DurableCommits;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/**
 * Makes a write-ahead log whole after a sync of it has failed: on the disk it may have a hole, behind which SQLite would find nothing
 * after a power cut, though what it reads from the system's memory has none. Stateless.
 */
final class LogRepair {
    private static final int BUSY_MILLIS = 1_000;

    private LogRepair() {}

    /** Runs it on a connection that has read nothing yet, so that SQLite checks the log when it takes the write lock. */
    static void run(SQLiteConnection connection, Path log) throws SQLException, IOException {
        int timeout = connection.getBusyTimeout();
        connection.setBusyTimeout(BUSY_MILLIS);
        connection.getDatabase()._exec("BEGIN IMMEDIATE");
        try {
            DurableCommits.rewrite(log);
        } catch (IOException failure) {
            throw new SQLException(
                    "the write-ahead log \"" + log + "\" could not be written again: " + failure, failure);
        } finally {
            connection.getDatabase()._exec("COMMIT");
            connection.setBusyTimeout(timeout);
        }
    }
}
