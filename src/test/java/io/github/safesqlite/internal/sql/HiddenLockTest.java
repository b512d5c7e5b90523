// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements whose locks EXPLAIN does not show, run on a file beside a connection that holds the write lock. */
class HiddenLockTest {
    private static final int BUSY = 5;

    @TempDir
    Path folder;

    private Connection connection;
    private Connection writer;

    @BeforeEach
    void open() throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("test.db") + "?busy_timeout=0";
        connection = DriverManager.getConnection(url);
        writer = DriverManager.getConnection(url);
        run("PRAGMA journal_mode = WAL");
        run("CREATE TABLE t (a, b)");
        run("CREATE INDEX ti ON t (a)");
        run("INSERT INTO t VALUES (1, 2)");
        run("CREATE VIRTUAL TABLE f USING fts4 (x)");
        run("INSERT INTO f VALUES ('a')");
        run("INSERT INTO f VALUES ('b')");
        try (Statement statement = writer.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        writer.close();
    }

    @Test
    void statementsThatMeetTheWriterNeedTheGate() {
        for (String sql : List.of(
                "SELECT optimize(f) FROM f LIMIT 1",
                "SELECT * FROM pragma_optimize(0x10002)",
                "SELECT * FROM \"pragma_optimize\"(-1)",
                "SELECT count(*) FROM main.pragma_optimize WHERE arg = -1",
                "CREATE TEMP TABLE x AS SELECT * FROM pragma_optimize(-1)",
                "VACUUM",
                "VACUUM main",
                "BEGIN IMMEDIATE",
                "BEGIN EXCLUSIVE")) {
            SqlStatement statement = SqlScript.parse(sql).single();
            assertTrue(statement.needsGate(), sql);
            assertFalse(statement.isReadOnlySafe(), sql);
            SQLException failure = assertThrows(SQLException.class, () -> run(sql), sql);
            assertEquals(BUSY, failure.getErrorCode(), sql);
        }
    }

    @Test
    void statementsWithoutTheGateRunBesideTheWriter() throws SQLException {
        for (String sql : List.of(
                "VACUUM INTO '" + folder.resolve("copy.db") + "'",
                "backup to " + folder.resolve("backup.db"),
                "ATTACH '" + folder.resolve("attached.db") + "' AS x",
                "DETACH x",
                "BEGIN",
                "SAVEPOINT a",
                "SELECT * FROM t",
                "RELEASE a",
                "ROLLBACK",
                "PRAGMA wal_checkpoint",
                "PRAGMA journal_mode")) {
            assertFalse(SqlScript.parse(sql).single().needsGate(), sql);
            run(sql);
        }
        assertTrue(Files.exists(folder.resolve("copy.db")));
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
