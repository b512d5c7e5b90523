// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.SessionUse.TransactionState;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads no database begins no transaction and waits for nobody: SQLite tells by the program that it makes of the text. */
@Timeout(180)
class ReadsNothingTest {
    /** In the order of the reasons: no source, sources that are no tables, programs that are only shown. */
    private static final List<String> NOTHING = List.of(
            "SELECT 1",
            "VALUES (1), (2)",
            "SELECT sqlite_version()",
            "SELECT datetime('now')",
            "SELECT 1 WHERE EXISTS (SELECT 1)",
            "SELECT 1 UNION SELECT 2 ORDER BY 1",
            "SELECT last_insert_rowid()",
            "SELECT changes(), total_changes()",
            "SELECT 2 IN (1, 2), 1 IN (SELECT 1), 1 IN ()",
            "SELECT 1 IS DISTINCT FROM 2",
            "SELECT row_number() OVER (ORDER BY 1)",
            "SELECT json_extract('[1]', '$[0]'), abs(-1)",
            "/* alive? */ SELECT 1 AS \"from t\"",
            "SELECT * FROM (SELECT 1)",
            "SELECT * FROM (VALUES (1)) AS v",
            "SELECT * FROM (SELECT 1 AS a) x JOIN (SELECT 1 AS a) y USING (a)",
            "WITH c AS (SELECT 1) SELECT * FROM c",
            "WITH c(n) AS MATERIALIZED (VALUES (1)), \"d d\" AS (SELECT n FROM C) SELECT * FROM [d d], c",
            "WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT sum(n) FROM c",
            "WITH c AS (SELECT 1) SELECT 1 IN c",
            "SELECT sum(x) OVER (ORDER BY x) FROM (SELECT 1 AS x UNION ALL SELECT 2)",
            "EXPLAIN SELECT * FROM t",
            "EXPLAIN QUERY PLAN SELECT * FROM t",
            "EXPLAIN INSERT INTO t VALUES (1)",
            "EXPLAIN QUERY PLAN DELETE FROM t",
            "EXPLAIN CREATE TABLE u(x)",
            "EXPLAIN DROP TABLE t",
            "EXPLAIN BEGIN IMMEDIATE",
            "PRAGMA cache_size",
            "PRAGMA foreign_keys",
            "PRAGMA busy_timeout",
            "PRAGMA database_list",
            "PRAGMA compile_options",
            "PRAGMA synchronous",
            "PRAGMA encoding");

    private static final List<String> READS = List.of(
            "SELECT n FROM t",
            "SELECT 1 FROM t LIMIT 0",
            "SELECT (SELECT max(n) FROM t)",
            "SELECT 1 IN t",
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM t)",
            "SELECT 1 UNION SELECT n FROM t",
            "SELECT count(*) FROM (SELECT 1), t",
            "SELECT count(*) FROM (t)",
            "SELECT count(*) FROM (SELECT 1) JOIN t",
            "SELECT \"distinct\" FROM (SELECT 1 AS \"distinct\") JOIN \"t\"",
            "WITH c AS (SELECT * FROM t) SELECT count(*) FROM c",
            "WITH t AS (SELECT 1) SELECT count(*) FROM main.t",
            "SELECT one FROM v",
            "SELECT * FROM json_each('[1]')",
            "SELECT * FROM pragma_database_list",
            "SELECT count(*) FROM sqlite_schema",
            "PRAGMA user_version",
            "PRAGMA page_count",
            "PRAGMA table_info(t)");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "CREATE VIEW v AS SELECT 1 AS one");
        }
    }

    /** An explained PRAGMA is applied, which these bear, and an EXPLAIN cannot be explained: it runs nothing. */
    @Test
    void theTableSaysWhatSqliteSays() throws SQLException {
        List<String> reading = new ArrayList<>();
        List<String> all = new ArrayList<>(NOTHING);
        all.addAll(READS);
        try (Connection plain = Sql.plain(file)) {
            for (String sql : all) {
                if (!sql.startsWith("EXPLAIN") && opensDatabase(plain, sql)) {
                    reading.add(sql);
                }
            }
        }
        assertEquals(READS, reading);
    }

    private static boolean opensDatabase(Connection plain, String sql) throws SQLException {
        try (Statement statement = plain.createStatement();
                ResultSet program = statement.executeQuery("EXPLAIN " + sql)) {
            while (program.next()) {
                if (program.getString("opcode").equals("Transaction")) {
                    return true;
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void whatReadsNothingWaitsForNobody(WayIn wayIn) throws Exception {
        for (String begin : List.of("", "BEGIN", "SAVEPOINT s")) {
            try (OpenDatabase database = wayIn.open(file, "writeTimeout=100ms");
                    Connection connection = database.connect();
                    Connection writer = database.transaction()) {
                Sql.run(writer, "INSERT INTO t VALUES (1)");
                begin(connection, begin);
                List<String> waited = new ArrayList<>();
                for (String sql : NOTHING) {
                    // Twice: at first nothing is known of the text.
                    for (int i = 0; i < 2; i++) {
                        try {
                            Workers.elsewhere(() -> read(connection, sql));
                        } catch (WriteGateTimeoutException late) {
                            waited.add(begin + ": " + sql);
                        }
                    }
                }
                assertEquals(List.of(), waited);
                writer.commit();
                long rows = Sql.rows(writer);
                writer.commit();
                assertEquals(rows, Sql.rows(connection), "the first read sees the newest state");
                end(connection, begin);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BEGIN", "SAVEPOINT s"})
    void whatReadsWaits(String begin) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "writeTimeout=1ms", "beginMode=IMMEDIATE");
                Connection connection = database.connect();
                Connection writer = database.transaction()) {
            Sql.run(writer, "INSERT INTO t VALUES (1)");
            begin(connection, begin);
            for (String sql : READS) {
                Workers.elsewhere(
                        () -> assertThrows(WriteGateTimeoutException.class, () -> read(connection, sql), () -> sql));
            }
            writer.rollback();
            end(connection, begin);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BEGIN", "SAVEPOINT s"})
    void noTransactionIsOpenAfterwards(String begin) throws Exception {
        try (var database = new ConcurrencySafeSqliteDataSource(WayIn.config(file, "writeTimeout=100ms"));
                Connection connection = database.getConnection()) {
            begin(connection, begin);
            for (String sql : NOTHING) {
                read(connection, sql);
                assertTrue(
                        database.snapshot().sessions().stream()
                                .allMatch(session -> session.use().transaction() == TransactionState.NONE),
                        sql);
                Workers.elsewhere(() -> Sql.run(database, "INSERT INTO t VALUES (1)"));
            }
            assertEquals(NOTHING.size(), Sql.rows(connection));
            end(connection, begin);
            assertEquals(Connection.TRANSACTION_SERIALIZABLE, connection.getTransactionIsolation());
        }
    }

    /** In an open transaction it is one statement more. */
    @Test
    void anOpenTransactionGoesOn() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.transaction()) {
            assertEquals(1, Sql.run(connection, "INSERT INTO t VALUES (1)"));
            for (String sql : NOTHING) {
                read(connection, sql);
            }
            assertEquals(1, Sql.ask(connection, "SELECT changes()"));
            connection.rollback();
            assertEquals(0, Sql.rows(connection));
        }
    }

    /** SQLite ignores it there, so that it may not run before the BEGIN. */
    @Test
    void aSettingBehindBeginIsBehindBegin() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect()) {
            long before = Sql.ask(connection, "PRAGMA foreign_keys");
            Sql.execute(connection, "BEGIN");
            Sql.execute(connection, "PRAGMA foreign_keys = " + (1 - before));
            assertEquals(before, Sql.ask(connection, "PRAGMA foreign_keys"));
            Sql.execute(connection, "COMMIT");
            assertEquals(before, Sql.ask(connection, "PRAGMA foreign_keys"));
        }
    }

    private static void begin(Connection connection, String begin) throws SQLException {
        if (begin.isEmpty()) {
            connection.setAutoCommit(false);
        } else {
            Sql.execute(connection, begin);
        }
    }

    private static void end(Connection connection, String begin) throws SQLException {
        if (begin.isEmpty()) {
            connection.commit();
        } else {
            Sql.execute(connection, "COMMIT");
        }
    }

    private static void read(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                rows.getObject(1);
            }
        }
    }
}
