// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.session;

import io.github.safesqlite.sample.dialect.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The sessions of all users, in plain JDBC. Each operation is one statement. The column "user" is quoted, because
 * PostgreSQL would read the name of its own user instead. Times are integers, so that they
 * are compared as numbers.
 */
public final class SessionStore {
    private static final int PURGED_AT_ONCE = 500;

    private final DataSource dataSource;
    private final InstantSource clock;
    private final long lifetimeMillis;

    /** A store of sessions that expire this long after the last touch. */
    public SessionStore(DataSource dataSource, InstantSource clock, Duration lifetime) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.lifetimeMillis = lifetime.toMillis();
    }

    /** Creates the table where it is missing. */
    public void createTable(Dialect dialect) throws SQLException {
        dialect.create(
                dataSource,
                """
                CREATE TABLE IF NOT EXISTS session (
                    id TEXT NOT NULL PRIMARY KEY,
                    "user" TEXT NOT NULL,
                    created_at BIGINT NOT NULL,
                    touched_at BIGINT NOT NULL,
                    expires_at BIGINT NOT NULL
                )""" + dialect.clustered(),
                // The purge reads this index alone.
                "CREATE INDEX IF NOT EXISTS session_by_expiry ON session (expires_at, id)");
    }

    /** Creates a session. */
    public Session create(String user) throws SQLException {
        long now = clock.millis();
        Session session = new Session(UUID.randomUUID().toString(), user, now, now, now + lifetimeMillis);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO session (id, \"user\", created_at, touched_at, expires_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, session.id());
            insert.setString(2, user);
            insert.setLong(3, now);
            insert.setLong(4, now);
            insert.setLong(5, session.expiresAt());
            insert.executeUpdate();
        }
        return session;
    }

    /** Returns the session unless it has expired. */
    public Optional<Session> find(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT \"user\", created_at, touched_at, expires_at FROM session WHERE id = ? AND expires_at > ?")) {
            select.setString(1, id);
            select.setLong(2, clock.millis());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Session(id, row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                        : Optional.empty();
            }
        }
    }

    /** Lets the session live on from now; false where it has expired or never was. */
    public boolean touch(String id) throws SQLException {
        long now = clock.millis();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE session SET touched_at = ?, expires_at = ? WHERE id = ? AND expires_at > ?")) {
            update.setLong(1, now);
            update.setLong(2, now + lifetimeMillis);
            update.setString(3, id);
            update.setLong(4, now);
            return update.executeUpdate() == 1;
        }
    }

    /** Ends the session now; false where it has expired or never was. */
    public boolean expire(String id) throws SQLException {
        long now = clock.millis();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE session SET expires_at = ? WHERE id = ? AND expires_at > ?")) {
            update.setLong(1, now);
            update.setString(2, id);
            update.setLong(3, now);
            return update.executeUpdate() == 1;
        }
    }

    /** Deletes expired sessions and returns how many. */
    public int purge() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return purge(connection);
        }
    }

    /** Deletes expired sessions, a few hundred per statement, so that writers in between do not wait long. */
    public int purge(Connection connection) throws SQLException {
        int purged = 0;
        int last;
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM session WHERE id IN (
                    SELECT id FROM session WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?)""")) {
            do {
                delete.setLong(1, clock.millis());
                delete.setInt(2, PURGED_AT_ONCE);
                last = delete.executeUpdate();
                purged += last;
            } while (last == PURGED_AT_ONCE);
        }
        return purged;
    }
}
