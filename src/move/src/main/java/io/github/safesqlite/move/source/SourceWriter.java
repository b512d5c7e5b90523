// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** One write transaction on a SQLite file. It is rolled back unless it is committed. Not thread-safe. */
public final class SourceWriter implements AutoCloseable {
    /** Connections that take turns leave the lock for a few microseconds only. */
    private static final long PAUSE_NANOS = 100_000;

    private final Connection connection;

    private SourceWriter(Connection connection) {
        this.connection = connection;
    }

    /**
     * Begins the transaction as soon as no other connection writes.
     *
     * @throws SQLException if others write all the time
     */
    public static SourceWriter begin(Path file, Duration wait) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(0);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            long end = System.nanoTime() + wait.toNanos();
            while (!begin(statement)) {
                if (System.nanoTime() - end >= 0) {
                    throw new SQLException(
                            "Waited for " + wait.toMillis() + " ms for the write lock of " + file
                                    + ", which other connections hold. End what writes for so long, or wait longer with --wait.");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return new SourceWriter(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private static boolean begin(Statement statement) throws SQLException {
        try {
            // Reads the schema before other writers have to wait for it.
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
                rows.next();
            }
            statement.execute("BEGIN IMMEDIATE");
            return true;
        } catch (SQLException failure) {
            if ((failure.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code) {
                return false;
            }
            throw failure;
        }
    }

    /** The connection, which is in the transaction. */
    public Connection connection() {
        return connection;
    }

    /** Commits. */
    public void commit() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
