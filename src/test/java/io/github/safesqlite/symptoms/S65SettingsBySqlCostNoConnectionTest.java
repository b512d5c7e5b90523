// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications run {@code PRAGMA foreign_keys=ON} and the like on every connection that they get. */
@Timeout(60)
class S65SettingsBySqlCostNoConnectionTest {
    private static final int MANY = 40;

    @TempDir
    Path folder;

    private final List<Connection> sessions = new ArrayList<>();
    private OpenDatabase database;

    @BeforeEach
    void create() throws SQLException {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        database = WayIn.OWN_POOL.open(
                file, "maximumPoolSize=3", "minimumIdle=0", "connectionTimeout=300ms", "writeTimeout=2s");
        Connection connection = session();
        Sql.run(connection, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
        Sql.run(connection, "CREATE TABLE child(parent REFERENCES parent(id))");
    }

    @AfterEach
    void close() throws Exception {
        for (Connection session : sessions) {
            session.close();
        }
        database.close();
    }

    private Connection session() throws SQLException {
        Connection connection = database.connect();
        sessions.add(connection);
        return connection;
    }

    @Test
    void fortySessionsWithForeignKeys() throws SQLException {
        List<Connection> strict = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Connection connection = session();
            Sql.run(connection, "PRAGMA foreign_keys = ON");
            strict.add(connection);
        }
        Connection lenient = session();
        for (Connection connection : strict) {
            assertEquals("1", Sql.text(connection, "PRAGMA foreign_keys"));
            assertThrows(SQLException.class, () -> Sql.run(connection, "INSERT INTO child VALUES (7)"));
            assertEquals(1, Sql.run(lenient, "INSERT INTO child VALUES (7)"));
            connection.setAutoCommit(false);
            assertThrows(SQLException.class, () -> Sql.run(connection, "INSERT INTO child VALUES (8)"));
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertEquals("0", Sql.text(lenient, "PRAGMA foreign_keys"));
        assertEquals(MANY, Sql.ask(lenient, "SELECT count(*) FROM child"));
    }

    @Test
    void sessionsOfOtherSettingsShareNoTransaction() throws Exception {
        Connection writer = database.transaction();
        sessions.add(writer);
        Sql.run(writer, "INSERT INTO parent VALUES (1)");
        List<Workers.Action> inserts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean strict = i % 2 == 0;
            Connection connection = session();
            if (strict) {
                Sql.run(connection, "PRAGMA foreign_keys = ON");
            }
            inserts.add(() -> {
                if (strict) {
                    assertThrows(SQLException.class, () -> Sql.run(connection, "INSERT INTO child VALUES (7)"));
                } else {
                    assertEquals(1, Sql.run(connection, "INSERT INTO child VALUES (7)"));
                }
            });
        }
        var running = inserts.stream().map(Sql::soon).toList();
        writer.commit();
        for (var insert : running) {
            insert.get();
        }
        assertEquals(10, Sql.ask(session(), "SELECT count(*) FROM child"));
    }

    @ParameterizedTest
    @CsvSource({
        "automatic_index, 0",
        "busy_timeout, 1234",
        "cache_size, 77",
        "cache_spill, 0",
        "cell_size_check, 1",
        "checkpoint_fullfsync, 1",
        "foreign_keys, 1",
        "fullfsync, 1",
        "ignore_check_constraints, 1",
        "journal_size_limit, 4711",
        "legacy_alter_table, 1",
        "query_only, 1",
        "read_uncommitted, 1",
        "recursive_triggers, 1",
        "reverse_unordered_selects, 1",
        "secure_delete, 1",
        "synchronous, 3",
        "temp_store, 1",
        "threads, 2",
        "trusted_schema, 0",
        "wal_autocheckpoint, 50",
        "analysis_limit, 9",
        "max_page_count, 5000",
        "writable_schema, 1"
    })
    void eachSettingGoesWithItsSession(String pragma, String value) throws SQLException {
        Connection other = session();
        String before = Sql.text(other, "PRAGMA " + pragma);
        assertNotEquals(value, before, "else this shows nothing");
        Connection own = session();
        try (var statement = own.createStatement()) {
            statement.execute("PRAGMA " + pragma + " = " + value);
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(value, Sql.text(own, "PRAGMA " + pragma));
            assertEquals(before, Sql.text(other, "PRAGMA " + pragma));
        }
        own.close();
        for (int i = 0; i < 4; i++) {
            assertEquals(before, Sql.text(session(), "PRAGMA " + pragma));
        }
        var stats = ((ConcurrencySafeSqliteDataSource) database.dataSource()).snapshot();
        assertTrue(stats.pool().total() <= 2, "nothing was opened or kept for it: " + stats.pool());
    }

    @Test
    void whatForbidsWritingForbidsItOnEveryConnection() throws SQLException {
        Connection reader = session();
        Sql.run(reader, "PRAGMA query_only = 1");
        Connection writer = session();
        for (int i = 1; i <= 3; i++) {
            int id = i;
            SQLException refused =
                    assertThrows(SQLException.class, () -> Sql.run(reader, "INSERT INTO parent VALUES (100)"));
            assertEquals(8, refused.getErrorCode());
            assertEquals(1, Sql.run(writer, "INSERT INTO parent VALUES (" + id + ")"));
            reader.setAutoCommit(false);
            assertEquals(i, Sql.ask(reader, "SELECT count(*) FROM parent"));
            assertThrows(SQLException.class, () -> Sql.run(reader, "INSERT INTO parent VALUES (100)"));
            reader.rollback();
            reader.setAutoCommit(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRAGMA encoding = 'UTF-8'", "PRAGMA page_size = 4096", "PRAGMA locking_mode = NORMAL"})
    void whatIsAsItIsBindsNobody(String pragma) throws SQLException {
        for (int i = 0; i < MANY; i++) {
            Sql.run(session(), pragma);
        }
        assertEquals(0, Sql.rows(session()));
    }

    @Test
    void countersCostNoConnection() throws SQLException {
        for (int i = 1; i <= MANY; i++) {
            Connection connection = session();
            Sql.run(connection, "INSERT INTO parent VALUES (" + i + ")");
            assertEquals(i, Sql.ask(connection, "SELECT last_insert_rowid()"));
            assertEquals(1, Sql.ask(connection, "SELECT changes()"));
        }
        for (int i = 1; i <= MANY; i++) {
            assertEquals(i, Sql.ask(sessions.get(i), "SELECT last_insert_rowid()"));
        }
    }

    @Test
    void whoKeepsAConnectionIsNamed() throws SQLException {
        for (int i = 0; i < 3; i++) {
            Sql.run(session(), "ATTACH ':memory:' AS m" + i);
        }
        ConnectionTimeoutException timeout = assertThrows(ConnectionTimeoutException.class, () -> Sql.rows(session()));
        assertTrue(
                timeout.getMessage().contains("3 are kept until their connections are closed"), timeout.getMessage());
        assertTrue(timeout.getMessage().contains("ATTACH"), timeout.getMessage());
    }

    @Test
    void aPreparedStatementFollowsTheSetting() throws SQLException {
        Connection connection = session();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO child VALUES (7)")) {
            assertEquals(1, insert.executeUpdate());
            Sql.run(connection, "PRAGMA foreign_keys = ON");
            assertThrows(SQLException.class, insert::executeUpdate);
            Sql.run(connection, "PRAGMA foreign_keys = OFF");
            assertEquals(1, insert.executeUpdate());
        }
        assertFalse(connection.isClosed());
    }
}
