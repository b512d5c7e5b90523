// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
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
}
