// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.BeginMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What random programs have found once: each case shows the same through every way in. */
class FixedCasesTest extends SideBySide {
    @ParameterizedTest
    @EnumSource(Way.class)
    void releaseOfTheSavepointThatBeganTheTransactionCommits(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            connection.releaseSavepoint(savepoint);
            return statement.executeUpdate("INSERT INTO t(a) VALUES('kept too')");
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void savepointInSqlCommitsWithItsRelease(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.execute("SAVEPOINT one");
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            return statement.execute("RELEASE one");
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void savepointRightAfterBeginInSql(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.execute("BEGIN");
            statement.execute("SAVEPOINT one");
            statement.executeUpdate("INSERT INTO t(a) VALUES('lost')");
            statement.execute("ROLLBACK TO one");
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            statement.execute("RELEASE one");
            return statement.execute("COMMIT");
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void savepointLeavesAutoCommitMode(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setSavepoint("one");
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            connection.commit();
            statement.executeUpdate("INSERT INTO t(a) VALUES('lost')");
            return connection.getAutoCommit();
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void rowsOfAQueryAreNoUpdateCount(Way way) throws SQLException {
        same(
                way,
                (connection, statement) -> statement.executeUpdate("INSERT INTO log(what) VALUES('s'); SELECT 1") + " "
                        + statement.executeUpdate("PRAGMA user_version"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void keysNeedNotBeAskedFor(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            StringBuilder shown = new StringBuilder();
            for (boolean autoCommit : new boolean[] {true, false}) {
                connection.setAutoCommit(autoCommit);
                try (PreparedStatement first = connection.prepareStatement("INSERT INTO t(a) VALUES('x')");
                        PreparedStatement second = connection.prepareStatement("INSERT INTO log(what) VALUES('y')")) {
                    first.executeUpdate();
                    second.executeUpdate();
                    shown.append(rows(first.getGeneratedKeys())).append(rows(second.getGeneratedKeys()));
                }
            }
            return shown.toString();
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void keysOfAReturningStatement(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO t(a) VALUES('x') RETURNING a", Statement.RETURN_GENERATED_KEYS);
            String shown = rows(statement.getResultSet()) + rows(statement.getGeneratedKeys());
            connection.commit();
            return shown;
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void countersAnswerForTheSession(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            String counters = "SELECT last_insert_rowid(), changes()";
            String before = rows(statement.executeQuery(counters));
            statement.executeUpdate("INSERT INTO log(what) VALUES('a'), ('b')");
            statement.executeUpdate("UPDATE t SET a = 'z'");
            return before + rows(statement.executeQuery(counters));
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void countersOfTheFirstQuestionAreThoseOfTheLastWrite(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.executeUpdate("INSERT INTO log(what) VALUES('a'), ('b')");
            statement.executeUpdate("UPDATE t SET a = 'z'");
            statement.execute("SELECT 1");
            return rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void columnsOfAPreparedStatementThatHasRun(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT * FROM t WHERE id = ?")) {
                return Rows.columns(query.getMetaData());
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void commitInSqlEndsATransactionThatHasNotBegun(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            return statement.execute("COMMIT");
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void beginInSqlFailsInManualCommitMode(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            return statement.execute("BEGIN");
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aTableWithoutRowIdLeavesTheLastRowId(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.addBatch("INSERT INTO u(name, n) VALUES('n7', 0)");
            statement.executeBatch();
            connection.setSavepoint();
            statement.execute("REPLACE INTO w(k, v) VALUES('n6', 11)");
            return rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anUpsertThatUpdatesLeavesTheLastRowId(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.executeUpdate("INSERT INTO log(what) VALUES('x')");
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO u(name, n) VALUES('bob', 1) ON CONFLICT(name) DO UPDATE SET n = 9");
            String shown = rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
            connection.commit();
            return shown;
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theLastRowIdIsNotThatOfAnotherConnection(Way way) throws SQLException {
        Databases databases = new Databases(folder);
        assertEquals(rowIdBesideAnotherConnection(Way.DRIVER, databases), rowIdBesideAnotherConnection(way, databases));
    }

    private static String rowIdBesideAnotherConnection(Way way, Databases databases) throws SQLException {
        try (Database database = databases.create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE));
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                Connection other = database.connect();
                Statement elsewhere = other.createStatement()) {
            statement.executeUpdate("INSERT INTO u(name, n) VALUES('n7', 0)");
            elsewhere.executeUpdate("INSERT INTO log(what) VALUES('x')");
            statement.executeUpdate("REPLACE INTO w(k, v) VALUES('n6', 11)");
            return rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theEntriesOfABatchMayAskForTheChangesBefore(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.executeUpdate("INSERT INTO u(name, n) VALUES('n7', 0)");
            for (int i = 0; i < 2; i++) {
                statement.addBatch("INSERT INTO log(what) VALUES(last_insert_rowid() || ' ' || changes())");
            }
            return Arrays.toString(statement.executeBatch());
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void afterCommitInSqlEachStatementCommits(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            statement.execute("COMMIT");
            return statement.executeUpdate("INSERT INTO t(a) VALUES('kept too')") + " " + connection.getAutoCommit();
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void afterCommitInSqlTheNextTransactionBeginsInSql(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            statement.execute("COMMIT");
            statement.execute("BEGIN");
            statement.executeUpdate("INSERT INTO t(a) VALUES('lost')");
            connection.rollback();
            return statement.executeUpdate("INSERT INTO t(a) VALUES('lost with the connection')");
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void afterCommitInSqlThereIsNothingToCommit(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            statement.execute("COMMIT");
            connection.commit();
            return "committed";
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void releaseOfASavepointInAutoCommitModeFails(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            Savepoint savepoint = connection.setSavepoint();
            connection.setAutoCommit(true);
            connection.releaseSavepoint(savepoint);
            return "released";
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void queryOnlyLetsATransactionRead(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.execute("PRAGMA query_only = ON");
            connection.setAutoCommit(false);
            String shown = rows(statement.executeQuery("SELECT id FROM t ORDER BY id"));
            connection.commit();
            connection.setSavepoint();
            return shown + rows(statement.executeQuery("SELECT id FROM u ORDER BY id"));
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aReturningThatWasReadIsNotClosedByTheCommit(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            ResultSet read = statement.executeQuery("UPDATE u SET n = 7 RETURNING id");
            String shown = Rows.read(read, 100, Rows.Getter.OBJECT);
            connection.commit();
            return shown + Rows.read(read, 100, Rows.Getter.OBJECT) + read.getRow();
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void changesOfAReturningThatIsReadLater(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            ResultSet unread = statement.executeQuery("UPDATE u SET n = 7 RETURNING id");
            statement.getGeneratedKeys().close();
            String shown = Rows.read(unread, 100, Rows.Getter.OBJECT);
            return shown + rows(statement.executeQuery("SELECT changes()"));
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void rollbackBesideAnUnreadReturning(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setSavepoint();
            statement.executeQuery("UPDATE u SET n = 7 RETURNING id").next();
            connection.rollback();
            rows(statement.getGeneratedKeys());
            statement.executeUpdate("INSERT INTO log(what) VALUES('x')");
            connection.commit();
            return "committed";
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theKeyOfSeveralStatementsIsThatOfTheLast(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.executeUpdate("INSERT INTO t(a) VALUES('a'); INSERT INTO t(a) VALUES('b'), ('c')");
            return rows(statement.getGeneratedKeys());
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theOuterTransactionWritesAfterAnInnerWriteThatFailed(Way way) throws SQLException {
        Databases databases = new Databases(folder);
        assertEquals(" (Integer 1) end", countAfterAnInnerWriteThatFailed(way, databases));
    }

    private static String countAfterAnInnerWriteThatFailed(Way way, Databases databases) throws SQLException {
        try (Database database = databases.create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE));
                Connection outer = database.connect();
                Statement statement = outer.createStatement();
                Connection inner = database.connect();
                Statement elsewhere = inner.createStatement()) {
            outer.setAutoCommit(false);
            rows(statement.executeQuery("SELECT count(*) FROM t"));
            assertThrows(SQLException.class, () -> elsewhere.executeUpdate("INSERT INTO nowhere VALUES(1)"));
            statement.executeUpdate("INSERT INTO log(what) VALUES('x')");
            outer.commit();
            return rows(elsewhere.executeQuery("SELECT count(*) FROM log"));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theLimitOfRowsIsNotForACount(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.setMaxRows(1);
            return statement.executeUpdate("UPDATE t SET b = 3 WHERE id < 3 RETURNING *");
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void queryOnlyKeepsTheChangeCounters(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.executeUpdate("INSERT INTO t(id) VALUES(1234)");
            statement.executeUpdate("UPDATE t SET id = 1235 WHERE id = 1234");
            statement.execute("PRAGMA query_only = ON");
            String shown = rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
            int code = assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO t(id) VALUES(1236)"))
                    .getErrorCode();
            return shown + code + rows(statement.executeQuery("PRAGMA query_only"));
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void queryOnlyLetsAStatementSayWhatItLacks(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.execute("PRAGMA query_only = ON");
            connection.setAutoCommit(false);
            StringBuilder codes = new StringBuilder();
            for (String table : new String[] {"nowhere", "log"}) {
                String insert = "INSERT INTO " + table + "(what) VALUES('x')";
                codes.append(assertThrows(SQLException.class, () -> statement.executeUpdate(insert))
                                .getErrorCode())
                        .append(' ');
            }
            return codes.toString();
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aWriteThatFailedIsNoneForAnInnerTransaction(Way way) throws SQLException {
        Databases databases = new Databases(folder);
        assertEquals(" (Integer 1) end", countBesideAWriteThatFailed(way, databases));
    }

    private static String countBesideAWriteThatFailed(Way way, Databases databases) throws SQLException {
        try (Database database = databases.create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE));
                Connection outer = database.connect();
                Statement statement = outer.createStatement();
                Connection inner = database.connect();
                Statement elsewhere = inner.createStatement()) {
            outer.setAutoCommit(false);
            assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO nowhere VALUES(1)"));
            elsewhere.executeUpdate("INSERT INTO log(what) VALUES('x')");
            outer.commit();
            return rows(elsewhere.executeQuery("SELECT count(*) FROM log"));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aPreparedCallThatIsRefusedLeavesTheResults(Way way) throws SQLException {
        same(way, (connection, statement) -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(a) VALUES('x'), ('y')");
                    PreparedStatement query = connection.prepareStatement("SELECT id FROM t ORDER BY id")) {
                insert.execute();
                assertThrows(SQLException.class, insert::executeQuery);
                ResultSet open = query.executeQuery();
                open.next();
                assertThrows(SQLException.class, query::executeUpdate);
                return insert.getUpdateCount() + rows(open);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "DRIVER")
    void aCallThatIsRefusedLeavesTheCountOfAnUpdate(Way way) throws SQLException {
        run(way, (connection, statement) -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(a) VALUES('x'), ('y')")) {
                insert.executeUpdate();
                assertThrows(SQLException.class, insert::executeQuery);
                assertEquals(2, insert.getUpdateCount());
                return "the count stays";
            }
        });
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "DRIVER")
    void whatExecutesNothingLeavesTheResults(Way way) throws SQLException {
        run(way, (connection, statement) -> {
            ResultSet open = statement.executeQuery("SELECT 1");
            open.next();
            assertEquals(0, statement.executeBatch().length);
            statement.addBatch("INSERT INTO t(a) VALUES('x')");
            assertEquals(1, open.getInt(1));
            statement.clearBatch();
            statement.execute("INSERT OR IGNORE INTO u(name, n) VALUES(NULL, 3)");
            statement.addBatch("INSERT INTO t(a) VALUES('x')");
            assertEquals(0, statement.getUpdateCount());
            return "the results stay";
        });
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "DRIVER")
    void aTextThatFailsHasNoResults(Way way) throws SQLException {
        run(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            String text = "INSERT INTO t(a) VALUES('kept'); INSERT INTO nowhere VALUES(1)";
            assertThrows(SQLException.class, () -> statement.executeUpdate(text));
            assertEquals(-1, statement.getUpdateCount());
            assertEquals(" end", rows(statement.getGeneratedKeys()));
            return "no result";
        });
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "DRIVER")
    void theRowsBeforeAFailureAreClosed(Way way) throws SQLException {
        run(way, (connection, statement) -> {
            String text = "SELECT * FROM t; INSERT INTO nowhere VALUES(1)";
            assertThrows(SQLException.class, () -> statement.execute(text));
            assertNull(statement.getResultSet());
            return statement.executeUpdate("DROP TABLE t");
        });
    }

    /** On the driver this commit fails, and the transaction is lost with the connection. */
    @ParameterizedTest
    @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "DRIVER")
    void commitBesideAnUnreadReturning(Way way) throws SQLException {
        Databases databases = new Databases(folder);
        try (Database database = databases.create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE));
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                Connection other = database.connect();
                Statement elsewhere = other.createStatement()) {
            connection.setAutoCommit(false);
            ResultSet unread = statement.executeQuery("UPDATE u SET n = 7 RETURNING id");
            connection.commit();
            assertTrue(unread.isClosed());
            assertEquals(" (Integer 7) (Integer 7) end", rows(elsewhere.executeQuery("SELECT n FROM u ORDER BY id")));
        }
    }
}
