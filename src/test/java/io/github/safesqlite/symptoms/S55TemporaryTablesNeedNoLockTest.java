// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A report fills a temporary table beside a long write: SQLite needs no lock for it, so it neither waits nor makes wait. */
@Timeout(60)
class S55TemporaryTablesNeedNoLockTest {
    private static final String[] WORK = {
        "CREATE TEMP TABLE report AS SELECT n FROM t",
        "INSERT INTO report SELECT n FROM t",
        "INSERT INTO temp.report VALUES(1)",
        "UPDATE report SET n = n + 1",
        "CREATE INDEX temp.by_n ON report(n)",
        "DELETE FROM report WHERE n > 1",
        "DROP TABLE report"
    };

    @TempDir
    Path folder;

    private Path create() throws SQLException {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "INSERT INTO t VALUES(1)");
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "AROUND_HIKARI"})
    void aReportDoesNotWaitForAWriter(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(create(), "writeTimeout=100ms");
                Connection writer = database.transaction();
                Connection report = database.connect()) {
            Sql.run(writer, "INSERT INTO t VALUES(2)");
            // This thread has an unfinished write: what took the gate would be refused.
            for (boolean autoCommit : new boolean[] {true, false}) {
                report.setAutoCommit(autoCommit);
                for (String sql : WORK) {
                    Sql.run(report, sql);
                }
            }
            report.commit();
            report.setAutoCommit(true);
            Sql.run(report, "CREATE TEMP TABLE report(n)");
            try (PreparedStatement insert = report.prepareStatement("INSERT INTO report VALUES(?)")) {
                for (int i = 0; i < 3; i++) {
                    insert.setInt(1, i);
                    insert.addBatch();
                }
                assertEquals(3, insert.executeBatch().length);
            }
            assertEquals(3, Sql.ask(report, "SELECT count(*) FROM report"));
            writer.commit();
        }
    }

    @Test
    void aWriterDoesNotWaitForAReport() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(create(), "writeTimeout=100ms");
                Connection report = database.transaction()) {
            for (String sql : WORK) {
                Sql.run(report, sql);
                database.run("INSERT INTO t VALUES(3)");
            }
            report.commit();
            assertEquals(1 + WORK.length, database.rows());
        }
    }

    /** It is the trigger that writes, and SQLite tells. */
    @Test
    void aTemporaryTriggerThatWritesTheFileTakesTheGate() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(create(), "writeTimeout=100ms", "detectNestedWrites=false");
                Connection writer = database.transaction();
                Connection report = database.connect()) {
            Sql.run(report, "CREATE TEMP TABLE forwarded(n)");
            Sql.run(report, "INSERT INTO forwarded VALUES(0)");
            Sql.run(
                    report,
                    "CREATE TEMP TRIGGER forward AFTER INSERT ON forwarded BEGIN INSERT INTO t VALUES(new.n); END");
            Sql.run(writer, "INSERT INTO t VALUES(2)");
            assertThrows(WriteGateTimeoutException.class, () -> Sql.run(report, "INSERT INTO forwarded VALUES(5)"));
            writer.commit();
            Sql.run(report, "INSERT INTO forwarded VALUES(5)");
            assertEquals(3, database.rows());
        }
    }

    @Test
    @SinceDriver("3.53.4.0")
    void reindexingExpressionsTakesTheGate() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(create(), "writeTimeout=100ms", "detectNestedWrites=false");
                Connection other = database.connect()) {
            Sql.run(other, "CREATE INDEX lowered ON t(abs(n))");
            try (Connection writer = database.transaction()) {
                Sql.run(writer, "INSERT INTO t VALUES(2)");
                for (String sql : new String[] {"REINDEX EXPRESSIONS", "reindex /* all */ expressions"}) {
                    assertThrows(WriteGateTimeoutException.class, () -> Sql.run(other, sql));
                }
                writer.commit();
            }
            Sql.run(other, "REINDEX EXPRESSIONS");
            other.setReadOnly(true);
            assertThrows(SQLException.class, () -> Sql.run(other, "REINDEX EXPRESSIONS"));
        }
    }

    /** The first time it finds out, from then on it takes the gate with its first statement. */
    @Test
    void aTransactionThatGoesOnToWriteIsRemembered() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(create(), "writeTimeout=100ms");
                Connection connection = database.connect()) {
            Sql.run(connection, "CREATE TEMP TABLE ids(n)");
            connection.setAutoCommit(false);
            for (int i = 0; i < 2; i++) {
                Sql.run(connection, "INSERT INTO ids SELECT n FROM t");
                if (i == 1) {
                    Workers.elsewhere(() -> assertThrows(
                            WriteGateTimeoutException.class, () -> database.run("INSERT INTO t VALUES(9)")));
                }
                Sql.run(connection, "UPDATE t SET n = n + 1 WHERE n IN (SELECT n FROM ids)");
                connection.commit();
            }
            assertEquals(3, Sql.ask(connection, "SELECT n FROM t"));
        }
    }
}
