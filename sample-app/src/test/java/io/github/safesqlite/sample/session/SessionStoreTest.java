// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class SessionStoreTest {
    private static final long LIFETIME = 1_000;

    @Parameter
    private TestDatabase kind;

    @TempDir
    private Path folder;

    private ServiceDatabase database;
    private SessionStore store;
    // Nine digits, then ten: as text, the later time would be less.
    private long now = 999_999_000;

    @BeforeEach
    void open() throws Exception {
        database = kind.open(folder);
        store = new SessionStore(database.dataSource(), () -> Instant.ofEpochMilli(now), Duration.ofMillis(LIFETIME));
        store.createTable(database.dialect());
    }

    /** There is nothing to close where PostgreSQL is not installed. */
    @AfterEach
    void close() throws SQLException {
        if (database != null) {
            database.close();
        }
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
}
