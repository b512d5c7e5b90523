// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
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
            })
    void answersAtOnce(String sql) throws Exception {
        try (SafeDatabase database = WayIn.OWN_POOL.open(file, "writeTimeout=100ms");
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
    @ValueSource(strings = {"CREATE TABLE IF NOT EXISTS other(n)", "DROP INDEX IF EXISTS i"})
    void whatHasSomethingToDoWaits(String sql) throws Exception {
        try (SafeDatabase database = WayIn.OWN_POOL.open(file, "writeTimeout=100ms");
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
        try (SafeDatabase database = WayIn.OWN_POOL.open(file);
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
}
