// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.driver.CommitsHeldUp;
import io.github.safesqlite.internal.file.SharedFile;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * The driver's connection, which tells when SQLite has closed its files. With the last one SQLite runs a checkpoint. It does so
 * with the whole file locked, so the gate keeps only those from waiting for that lock who would begin to write just then.
 */
final class CountedConnection extends JDBC4Connection {
    private final SharedFile file;
    private final AtomicBoolean told = new AtomicBoolean();

    private CountedConnection(SharedFile file, String url, String fileName, Properties properties) throws SQLException {
        super(url, fileName, properties);
        this.file = file;
    }

    /**
     * Opens one more connection to a file; the last one is closed in its gate where that matters. After a sync of the log has failed
     * the first one makes it whole.
     */
    static SQLiteConnection open(
            SharedFile file, @Nullable DatabaseLog log, String url, String fileName, Properties properties)
            throws SQLException {
        if (log == null) {
            return open(file, url, fileName, properties);
        }
        try {
            return file.durable().open(repair -> {
                SQLiteConnection connection = open(file, url, fileName, properties);
                return repair ? repaired(connection, log) : connection;
            });
        } catch (IOException notSynced) {
            throw log.notSynced(notSynced);
        }
    }

    private static SQLiteConnection repaired(SQLiteConnection connection, DatabaseLog log)
            throws SQLException, IOException {
        boolean whole = false;
        try {
            log.repair(connection);
            whole = true;
            return connection;
        } finally {
            if (!whole) {
                connection.close();
            }
        }
    }

    /** The same, whatever has happened to its log. */
    static SQLiteConnection open(SharedFile file, String url, String fileName, Properties properties)
            throws SQLException {
        file.handles().opens();
        boolean opened = false;
        try {
            SQLiteConnection connection = new CountedConnection(file, url, fileName, properties);
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                file.handles().notOpened();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        if (told.getAndSet(true)) {
            super.close();
            return;
        }
        try {
            if (file.handles().closes()) {
                CommitsHeldUp.during(file.gate(), "close of the last connection", super::close);
            } else {
                super.close();
            }
        } finally {
            file.handles().closed();
        }
    }
}
