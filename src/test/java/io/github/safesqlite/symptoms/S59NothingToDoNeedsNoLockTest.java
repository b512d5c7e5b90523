// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application starts beside a writer of minutes: what it defines is there already, so there is nothing to wait for. */
@Timeout(60)
class S59NothingToDoNeedsNoLockTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "CREATE INDEX i ON t(n)");
            Sql.run(plain, "CREATE VIEW v AS SELECT n FROM t");
            Sql.run(plain, "CREATE TRIGGER r AFTER DELETE ON t BEGIN SELECT 1; END");
            Sql.run(plain, "CREATE VIRTUAL TABLE f USING fts5(text)");
            Sql.run(plain, "INSERT INTO t VALUES(0)");
            Sql.run(plain, "ANALYZE");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE IF NOT EXISTS t(n)",
                "CREATE INDEX IF NOT EXISTS i ON t(n)",
                "CREATE UNIQUE INDEX IF NOT EXISTS i ON t(n)",
                "CREATE VIEW IF NOT EXISTS v AS SELECT 1",
                "CREATE TRIGGER IF NOT EXISTS r AFTER DELETE ON t BEGIN DELETE FROM t; END",
                "CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(text)",
                "DROP TABLE IF EXISTS missing",
                "DROP INDEX IF EXISTS missing",
                "DROP VIEW IF EXISTS missing",
                "DROP TRIGGER IF EXISTS missing",
                "PRAGMA journal_mode = WAL",
                "PRAGMA journal_mode('wal')",
                "PRAGMA main.journal_mode = wal",
                "PRAGMA optimize",
                "PRAGMA optimize(0xfffe)",
                "PRAGMA optimize = 2",
            })
    void answersAtOnce(String sql) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "writeTimeout=100ms");
                Connection writer = database.transaction();
                Connection starter = database.connect()) {
            Sql.run(writer, "INSERT INTO t VALUES(1)");
            Workers.elsewhere(() -> {
                assertEquals(0, Sql.run(starter, sql));
                starter.setAutoCommit(false);
                assertEquals(0, Sql.run(starter, sql));
                starter.commit();
            });
            writer.commit();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE IF NOT EXISTS other(n)",
                "DROP INDEX IF EXISTS i",
                "REINDEX",
                "PRAGMA optimize(0x10012)"
            })
    void whatHasSomethingToDoWaits(String sql) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "writeTimeout=100ms");
                Connection writer = database.transaction()) {
            Sql.run(writer, "INSERT INTO t VALUES(1)");
            Workers.elsewhere(() -> assertThrows(WriteGateTimeoutException.class, () -> database.run(sql)));
            writer.commit();
            database.run(sql);
        }
    }

    /** Another session drops in between what there was. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsGoneIsMadeAgain(boolean autoCommit) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect()) {
            connection.setAutoCommit(autoCommit);
            for (int round = 0; round < 3; round++) {
                Sql.run(connection, "CREATE TABLE IF NOT EXISTS u(n)");
                Sql.run(connection, "CREATE TABLE IF NOT EXISTS u(n)");
                if (!autoCommit) {
                    connection.commit();
                }
                assertEquals(0, database.ask("SELECT count(*) FROM u"));
                database.run("DROP TABLE u");
            }
        }
    }

    @Test
    void reindexWithoutIndexes() throws Exception {
        Path bare = folder.resolve("bare.db");
        Sql.create(bare, "WAL");
        try (OpenDatabase database = WayIn.OWN_POOL.open(bare, "writeTimeout=100ms");
                Connection writer = database.transaction()) {
            Sql.run(writer, "INSERT INTO t VALUES(1)");
            Workers.elsewhere(() -> database.run("REINDEX"));
            writer.commit();
        }
    }

    /** The mode that the file has binds no session to its connection either. */
    @Test
    void theJournalModeThatIsThere() throws Exception {
        Path rollback = folder.resolve("rollback.db");
        Sql.create(rollback, "DELETE");
        try (OpenDatabase database =
                WayIn.OWN_POOL.open(rollback, "journal_mode=DELETE", "maximumPoolSize=2", "connectionTimeout=300ms")) {
            List<Connection> sessions = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Connection session = database.connect();
                sessions.add(session);
                Sql.run(session, "PRAGMA journal_mode = DELETE");
            }
            for (Connection session : sessions) {
                assertEquals(0, Sql.rows(session));
                session.close();
            }
        }
    }
}
