// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a subscriber is told of each kind of statement, and of what is undone. */
class WhatIsToldTest {
    private static final String LAST = "INSERT INTO last VALUES (1)";

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private final RecordingSubscriber subscriber = new RecordingSubscriber();

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                .pragma("foreign_keys", "1")
                .build());
        run(
                "CREATE TABLE last (x)",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v UNIQUE)",
                "CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
                "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
                "CREATE TABLE child (id INTEGER PRIMARY KEY, p REFERENCES parent(id) ON DELETE CASCADE)",
                "CREATE TABLE watched (id INTEGER PRIMARY KEY, v)",
                "CREATE TABLE log (id INTEGER PRIMARY KEY, what)",
                "CREATE TRIGGER logs AFTER UPDATE ON watched WHEN new.v > 0 BEGIN"
                        + " INSERT INTO log(what) VALUES (new.v); INSERT INTO keyed VALUES (new.v, 1); END",
                "CREATE VIRTUAL TABLE words USING fts5(body)",
                "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
                "INSERT INTO parent VALUES (1), (2)",
                "INSERT INTO child VALUES (10, 1), (11, 1), (12, 2)",
                "INSERT INTO watched VALUES (1, 0), (2, 0)");
        dataSource.changes().subscribe(subscriber);
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    /** What was told, up to a commit that comes last. */
    private List<String> told() throws SQLException {
        run(LAST);
        List<String> texts = new ArrayList<>();
        for (int i = 1; texts.isEmpty() || !texts.get(i - 2).equals("last[1]"); i++) {
            subscriber.awaitTold(i);
            texts.add(subscriber.texts().get(i - 1));
        }
        return texts.subList(0, texts.size() - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INSERT INTO t VALUES (7, 'x'), (8, 'y'); t[7, 8]",
                "UPDATE t SET v = 'z' WHERE id = 2; t[2]",
                "DELETE FROM t WHERE id = 1; t[1]",
                "INSERT INTO t VALUES (1, 'c') ON CONFLICT (id) DO UPDATE SET v = 'c'; t[1]",
                "INSERT INTO T(ID) SELECT id + 20 FROM parent; t[21, 22]",
                // The hook does not tell the row that REPLACE deletes, nor the old number of a row.
                "REPLACE INTO t VALUES (3, 'a'); t[?]",
                "UPDATE t SET id = 9 WHERE id = 2; t[?]",
                // Nor does it tell rows of these.
                "INSERT INTO keyed VALUES ('k', 1); keyed[?]",
                "DELETE FROM t; t[?]",
                "INSERT INTO words VALUES ('hello'); words words_content words_data words_docsize",
                "DELETE FROM parent WHERE id = 1; child[10, 11] parent[1]",
                "UPDATE watched SET v = 0 WHERE id = 1; watched[1]",
                "UPDATE watched SET v = 5 WHERE id = 1; keyed[?] log[1] watched[1]",
                "CREATE TABLE other (x); schema",
                "ALTER TABLE t ADD COLUMN z DEFAULT 1; schema",
                "ALTER TABLE t RENAME TO renamed; schema",
                "DROP TABLE t; schema",
                "CREATE INDEX i ON child(p); schema",
                "/* as a copy */ CREATE TABLE copy AS SELECT * FROM t; schema",
                "VACUUM; schema",
                "INSERT INTO t VALUES (7, 'x') RETURNING id; t[7]",
                "DELETE FROM t WHERE id > 0 RETURNING id; t[1, 2]",
                "INSERT INTO keyed VALUES ('k', 1) RETURNING v; keyed[?]"
            })
    void committedStatementIsTold(String sql, String expected) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        String told = told().get(0);
        if (sql.contains("words")) {
            told = told.replaceAll("\\[[^]]*]", "");
        }
        assertEquals(expected, told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "UPDATE t SET v = 'z' WHERE id = 77",
                "DELETE FROM keyed",
                "DELETE FROM keyed WHERE v = 1 RETURNING k",
                "DELETE FROM child WHERE id = 77",
                "INSERT INTO t VALUES (1, 'c') ON CONFLICT DO NOTHING",
                "CREATE TABLE IF NOT EXISTS t (x)",
                "CREATE TEMP TABLE mine (x)",
                "ANALYZE t",
                "REINDEX t",
                "SELECT * FROM t"
            })
    void statementThatChangesNothingIsNotTold(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        assertEquals(sql.startsWith("ANALYZE") ? List.of("schema") : List.of(), told());
    }

    @Test
    void transactionIsToldOnceWhenItCommits() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t VALUES (3, 'c')");
            try (ResultSet rows = statement.executeQuery("INSERT INTO child VALUES (13, 2), (14, 2) RETURNING id")) {
                rows.next();
            }
            statement.executeUpdate("UPDATE t SET v = 'd' WHERE id = 3");
            statement.executeUpdate("CREATE TABLE other (x)");
            connection.commit();
            statement.executeUpdate("DELETE FROM t WHERE id = 3");
            connection.rollback();
        }
        assertEquals(List.of("child[13, 14] t[3] schema"), told());
    }

    @Test
    void whatIsRolledBackToASavepointIsNotTold() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Savepoint unused = connection.setSavepoint("unused");
            statement.executeUpdate("INSERT INTO t VALUES (3, 'c')");
            Savepoint outer = connection.setSavepoint("outer");
            statement.executeUpdate("INSERT INTO t VALUES (4, 'd')");
            statement.executeUpdate("SAVEPOINT inner");
            statement.executeUpdate("CREATE TABLE other (x)");
            statement.executeUpdate("INSERT INTO child VALUES (13, 2)");
            statement.executeUpdate("RELEASE INNER");
            connection.rollback(outer);
            statement.executeUpdate("INSERT INTO t VALUES (5, 'e')");
            connection.releaseSavepoint(unused);
            connection.commit();
        }
        assertEquals(List.of("t[3, 5]"), told());
    }

    @Test
    void failedStatementIsNotTold() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO t VALUES (3, 'c'), (4, 'a')"));
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t VALUES (5, 'e')");
            assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO t VALUES (6, 'f'), (7, 'a')"));
            assertThrows(
                    SQLException.class,
                    () -> statement.executeUpdate("UPDATE watched SET v = v + 1, id = 8 WHERE id > 0"));
            connection.commit();
        }
        assertEquals(List.of("t[5]"), told());
    }

    @Test
    void whatAFailedStatementKeepsIsTold() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            String keeps = "INSERT OR FAIL INTO t VALUES (3, 'c'), (4, 'a')";
            assertThrows(SQLException.class, () -> statement.executeUpdate(keeps));
            assertThrows(SQLException.class, () -> statement.executeUpdate(keeps));
        }
        assertEquals(List.of("t[3]"), told());
    }

    @Test
    void whatSqliteRollsBackByItselfIsNotTold() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t VALUES (3, 'c')");
            assertThrows(
                    SQLException.class,
                    () -> statement.executeUpdate("INSERT OR ROLLBACK INTO t VALUES (4, 'd'), (5, 'a')"));
            connection.rollback();
            statement.executeUpdate("INSERT INTO t VALUES (6, 'f')");
            connection.commit();
        }
        assertEquals(List.of("t[6]"), told());
    }

    @Test
    void attachedTablesHaveTheNameOfTheirDatabase() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + folder.resolve("archive.db") + "' AS archive");
            statement.executeUpdate("CREATE TABLE archive.old (id INTEGER PRIMARY KEY)");
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO archive.old VALUES (4)");
            statement.executeUpdate("INSERT INTO t VALUES (4, 'd')");
            statement.executeUpdate("CREATE TEMP TABLE mine (x)");
            statement.executeUpdate("INSERT INTO mine VALUES (4)");
            connection.commit();
        }
        assertEquals(List.of("schema", "archive.old[4] t[4]"), told());
    }

    @Test
    void largeCommitIsToldByItsTables() throws SQLException {
        run("WITH RECURSIVE n(i) AS (VALUES (100) UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
                + " INSERT INTO t SELECT i, i FROM n");
        assertEquals(List.of("t[?]"), told());
    }

    @Test
    void onlyWantedTablesAreTold() throws SQLException {
        var other = new RecordingSubscriber();
        dataSource.changes("Parent", "last").subscribe(other);
        run("INSERT INTO t VALUES (3, 'c')", "DELETE FROM parent WHERE id = 1", "CREATE TABLE other (x)");
        told();
        other.awaitTold(3);
        assertEquals(List.of("parent[1]", "schema", "last[1]"), other.texts());
    }
}
