// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStoreTest {
    private static final long LIFETIME = 1_000;

    @TempDir
    private Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private SessionStore store;
    // Nine digits, then ten: as text, the later time would be less.
    private long now = 999_999_000;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("sessions.db").toString()).build());
        store = new SessionStore(dataSource, () -> Instant.ofEpochMilli(now), Duration.ofMillis(LIFETIME));
        store.createTable();
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    @Test
    void aSessionIsFoundUntilItExpires() throws SQLException {
        Session session = store.create("ann");

        now += LIFETIME - 1;
        assertEquals(Optional.of(session), store.find(session.id()));
        now++;
        assertEquals(Optional.empty(), store.find(session.id()));
    }

    @Test
    void aTouchLetsItLiveOn() throws SQLException {
        Session session = store.create("ann");

        now += LIFETIME - 1;
        assertTrue(store.touch(session.id()));
        now += LIFETIME - 1;
        Session touched = store.find(session.id()).orElseThrow();
        assertEquals(now + 1, touched.expiresAt());
        assertEquals(session.createdAt(), touched.createdAt());
    }

    @Test
    void anExpiredSessionCannotBeTouched() throws SQLException {
        Session session = store.create("ann");

        assertTrue(store.expire(session.id()));

        assertFalse(store.touch(session.id()));
        assertFalse(store.expire(session.id()));
        assertEquals(Optional.empty(), store.find(session.id()));
    }

    @Test
    void thePurgeDeletesAllThatHaveExpiredAndNoOther() throws SQLException {
        for (int i = 0; i < 501; i++) {
            store.create("ann");
        }
        now += LIFETIME;
        Session alive = store.create("ben");

        assertEquals(501, store.purge());
        assertEquals(Optional.of(alive), store.find(alive.id()));
        assertEquals(0, store.purge());
    }

    @Test
    void thePurgeFindsExpiredSessionsByTheIndexAlone() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery(
                        "EXPLAIN QUERY PLAN SELECT id FROM session WHERE expires_at <= 1 ORDER BY expires_at, id")) {
            assertTrue(plan.next());
            assertEquals(
                    "SEARCH session USING COVERING INDEX session_by_expiry (expires_at<?)", plan.getString("detail"));
            assertFalse(plan.next());
        }
    }
}
