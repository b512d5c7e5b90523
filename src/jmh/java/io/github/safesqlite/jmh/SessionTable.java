// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The sessions of the sample service on a fresh file that one {@link Peer} has open: the same table, index and statements. Each
 * operation opens and closes its connection. Safe for use by multiple threads.
 */
@State(Scope.Benchmark)
public class SessionTable {
    private static final int SESSIONS = 10_000;
    private static final long LIFETIME_MILLIS = 1_800_000;

    /** Who opens the file. */
    @Param({"HIKARI", "SAFE"})
    public Peer peer;

    private final String[] ids = new String[SESSIONS];
    private TemporaryFolder folder;
    private DataSource dataSource;

    /** Opens a fresh file with sessions in it. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        folder = new TemporaryFolder();
        dataSource = peer.open(folder.file("sessions.db"));
        try (Connection connection = dataSource.getConnection()) {
            try (Statement create = connection.createStatement()) {
                create.execute("CREATE TABLE session (id TEXT NOT NULL PRIMARY KEY, user TEXT NOT NULL,"
                        + " created_at INTEGER NOT NULL, touched_at INTEGER NOT NULL, expires_at INTEGER NOT NULL)"
                        + " WITHOUT ROWID");
                create.execute("CREATE INDEX session_by_expiry ON session (expires_at, id)");
            }
            connection.setAutoCommit(false);
            for (int i = 0; i < SESSIONS; i++) {
                ids[i] = insert(connection);
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    /** Closes the pool and deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        ((AutoCloseable) dataSource).close();
        folder.close();
    }

    /** Inserts a session. */
    String create() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return insert(connection);
        }
    }

    /** Lets a session live on from now. */
    int touch() throws SQLException {
        long now = System.currentTimeMillis();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE session SET touched_at = ?, expires_at = ? WHERE id = ? AND expires_at > ?")) {
            update.setLong(1, now);
            update.setLong(2, now + LIFETIME_MILLIS);
            update.setString(3, anyId());
            update.setLong(4, now);
            return update.executeUpdate();
        }
    }

    /** Reads a session. */
    String get() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT user, created_at, touched_at, expires_at FROM session WHERE id = ? AND expires_at > ?")) {
            select.setString(1, anyId());
            select.setLong(2, System.currentTimeMillis());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1) + row.getLong(2) + row.getLong(3) + row.getLong(4);
            }
        }
    }

    private static String insert(Connection connection) throws SQLException {
        long now = System.currentTimeMillis();
        String id = UUID.randomUUID().toString();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO session (id, user, created_at, touched_at, expires_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, id);
            insert.setString(2, "user");
            insert.setLong(3, now);
            insert.setLong(4, now);
            insert.setLong(5, now + LIFETIME_MILLIS);
            insert.executeUpdate();
        }
        return id;
    }

    private String anyId() {
        return ids[ThreadLocalRandom.current().nextInt(SESSIONS)];
    }
}
