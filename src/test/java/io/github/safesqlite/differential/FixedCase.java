// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static io.github.safesqlite.differential.SideBySide.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Arrays;

/** What random programs have found once. */
enum FixedCase {
    RELEASE_OF_THE_SAVEPOINT_THAT_BEGAN_THE_TRANSACTION_COMMITS((connection, statement) -> {
        Savepoint savepoint = connection.setSavepoint();
        statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
        connection.releaseSavepoint(savepoint);
        return statement.executeUpdate("INSERT INTO t(a) VALUES('kept too')");
    }),

    SAVEPOINT_IN_SQL_COMMITS_WITH_ITS_RELEASE((connection, statement) -> {
        statement.execute("SAVEPOINT one");
        statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
        return statement.execute("RELEASE one");
    }),

    SAVEPOINT_RIGHT_AFTER_BEGIN_IN_SQL((connection, statement) -> {
        statement.execute("BEGIN");
        statement.execute("SAVEPOINT one");
        statement.executeUpdate("INSERT INTO t(a) VALUES('lost')");
        statement.execute("ROLLBACK TO one");
        statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
        statement.execute("RELEASE one");
        return statement.execute("COMMIT");
    }),

    SAVEPOINT_LEAVES_AUTO_COMMIT_MODE((connection, statement) -> {
        connection.setSavepoint("one");
        statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
        connection.commit();
        statement.executeUpdate("INSERT INTO t(a) VALUES('lost')");
        return connection.getAutoCommit();
    }),

    ROWS_OF_A_QUERY_ARE_NO_UPDATE_COUNT(
            (connection, statement) -> statement.executeUpdate("INSERT INTO log(what) VALUES('s'); SELECT 1") + " "
                    + statement.executeUpdate("PRAGMA user_version")),

    KEYS_NEED_NOT_BE_ASKED_FOR((connection, statement) -> {
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
    }),

    KEYS_OF_A_RETURNING_STATEMENT((connection, statement) -> {
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO t(a) VALUES('x') RETURNING a", Statement.RETURN_GENERATED_KEYS);
        String shown = rows(statement.getResultSet()) + rows(statement.getGeneratedKeys());
        connection.commit();
        return shown;
    }),

    COUNTERS_ANSWER_FOR_THE_SESSION((connection, statement) -> {
        String counters = "SELECT last_insert_rowid(), changes()";
        String before = rows(statement.executeQuery(counters));
        statement.executeUpdate("INSERT INTO log(what) VALUES('a'), ('b')");
        statement.executeUpdate("UPDATE t SET a = 'z'");
        return before + rows(statement.executeQuery(counters));
    }),

    COUNTERS_OF_THE_FIRST_QUESTION_ARE_THOSE_OF_THE_LAST_WRITE((connection, statement) -> {
        statement.executeUpdate("INSERT INTO log(what) VALUES('a'), ('b')");
        statement.executeUpdate("UPDATE t SET a = 'z'");
        statement.execute("SELECT 1");
        return rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
    }),

    COLUMNS_OF_A_PREPARED_STATEMENT_THAT_HAS_RUN((connection, statement) -> {
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM t WHERE id = ?")) {
            return Rows.columns(query.getMetaData());
        }
    }),

    COMMIT_IN_SQL_ENDS_A_TRANSACTION_THAT_HAS_NOT_BEGUN((connection, statement) -> {
        connection.setAutoCommit(false);
        return statement.execute("COMMIT");
    }),

    BEGIN_IN_SQL_FAILS_IN_MANUAL_COMMIT_MODE((connection, statement) -> {
        connection.setAutoCommit(false);
        return statement.execute("BEGIN");
    }),

    A_TABLE_WITHOUT_ROW_ID_LEAVES_THE_LAST_ROW_ID((connection, statement) -> {
        statement.addBatch("INSERT INTO u(name, n) VALUES('n7', 0)");
        statement.executeBatch();
        connection.setSavepoint();
        statement.execute("REPLACE INTO w(k, v) VALUES('n6', 11)");
        return rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
    }),

    AN_UPSERT_THAT_UPDATES_LEAVES_THE_LAST_ROW_ID((connection, statement) -> {
        statement.executeUpdate("INSERT INTO log(what) VALUES('x')");
        connection.setAutoCommit(false);
        statement.executeUpdate("INSERT INTO u(name, n) VALUES('bob', 1) ON CONFLICT(name) DO UPDATE SET n = 9");
        String shown = rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
        connection.commit();
        return shown;
    }),

    THE_ENTRIES_OF_A_BATCH_MAY_ASK_FOR_THE_CHANGES_BEFORE((connection, statement) -> {
        statement.executeUpdate("INSERT INTO u(name, n) VALUES('n7', 0)");
        for (int i = 0; i < 2; i++) {
            statement.addBatch("INSERT INTO log(what) VALUES(last_insert_rowid() || ' ' || changes())");
        }
        return Arrays.toString(statement.executeBatch());
    }),

    AFTER_COMMIT_IN_SQL_EACH_STATEMENT_COMMITS((connection, statement) -> {
        connection.setAutoCommit(false);
        statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
        statement.execute("COMMIT");
        return statement.executeUpdate("INSERT INTO t(a) VALUES('kept too')") + " " + connection.getAutoCommit();
    }),

    AFTER_COMMIT_IN_SQL_THE_NEXT_TRANSACTION_BEGINS_IN_SQL((connection, statement) -> {
        connection.setAutoCommit(false);
        statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
        statement.execute("COMMIT");
        statement.execute("BEGIN");
        statement.executeUpdate("INSERT INTO t(a) VALUES('lost')");
        connection.rollback();
        return statement.executeUpdate("INSERT INTO t(a) VALUES('lost with the connection')");
    }),

    AFTER_COMMIT_IN_SQL_THERE_IS_NOTHING_TO_COMMIT((connection, statement) -> {
        connection.setAutoCommit(false);
        statement.execute("COMMIT");
        connection.commit();
        return "committed";
    }),

    RELEASE_OF_A_SAVEPOINT_IN_AUTO_COMMIT_MODE_FAILS((connection, statement) -> {
        Savepoint savepoint = connection.setSavepoint();
        connection.setAutoCommit(true);
        connection.releaseSavepoint(savepoint);
        return "released";
    }),

    QUERY_ONLY_LETS_A_TRANSACTION_READ((connection, statement) -> {
        statement.execute("PRAGMA query_only = ON");
        connection.setAutoCommit(false);
        String shown = rows(statement.executeQuery("SELECT id FROM t ORDER BY id"));
        connection.commit();
        connection.setSavepoint();
        return shown + rows(statement.executeQuery("SELECT id FROM u ORDER BY id"));
    }),

    A_RETURNING_THAT_WAS_READ_IS_NOT_CLOSED_BY_THE_COMMIT((connection, statement) -> {
        connection.setAutoCommit(false);
        ResultSet read = statement.executeQuery("UPDATE u SET n = 7 RETURNING id");
        String shown = Rows.read(read, 100, Rows.Getter.OBJECT);
        connection.commit();
        return shown + Rows.read(read, 100, Rows.Getter.OBJECT) + read.getRow();
    }),

    CHANGES_OF_A_RETURNING_THAT_IS_READ_LATER((connection, statement) -> {
        connection.setAutoCommit(false);
        ResultSet unread = statement.executeQuery("UPDATE u SET n = 7 RETURNING id");
        statement.getGeneratedKeys().close();
        String shown = Rows.read(unread, 100, Rows.Getter.OBJECT);
        return shown + rows(statement.executeQuery("SELECT changes()"));
    }),

    ROLLBACK_BESIDE_AN_UNREAD_RETURNING((connection, statement) -> {
        connection.setSavepoint();
        statement.executeQuery("UPDATE u SET n = 7 RETURNING id").next();
        connection.rollback();
        rows(statement.getGeneratedKeys());
        statement.executeUpdate("INSERT INTO log(what) VALUES('x')");
        connection.commit();
        return "committed";
    }),

    THE_KEY_OF_SEVERAL_STATEMENTS_IS_THAT_OF_THE_LAST((connection, statement) -> {
        statement.executeUpdate("INSERT INTO t(a) VALUES('a'); INSERT INTO t(a) VALUES('b'), ('c')");
        return rows(statement.getGeneratedKeys());
    }),

    THE_LIMIT_OF_ROWS_IS_NOT_FOR_A_COUNT((connection, statement) -> {
        statement.setMaxRows(1);
        return statement.executeUpdate("UPDATE t SET b = 3 WHERE id < 3 RETURNING *");
    }),

    QUERY_ONLY_KEEPS_THE_CHANGE_COUNTERS((connection, statement) -> {
        statement.executeUpdate("INSERT INTO t(id) VALUES(1234)");
        statement.executeUpdate("UPDATE t SET id = 1235 WHERE id = 1234");
        statement.execute("PRAGMA query_only = ON");
        String shown = rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
        int code = assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO t(id) VALUES(1236)"))
                .getErrorCode();
        return shown + code + rows(statement.executeQuery("PRAGMA query_only"));
    }),

    QUERY_ONLY_LETS_A_STATEMENT_SAY_WHAT_IT_LACKS((connection, statement) -> {
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
    }),

    A_PREPARED_CALL_THAT_IS_REFUSED_LEAVES_THE_RESULTS((connection, statement) -> {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(a) VALUES('x'), ('y')");
                PreparedStatement query = connection.prepareStatement("SELECT id FROM t ORDER BY id")) {
            insert.execute();
            assertThrows(SQLException.class, insert::executeQuery);
            ResultSet open = query.executeQuery();
            open.next();
            assertThrows(SQLException.class, query::executeUpdate);
            return insert.getUpdateCount() + rows(open);
        }
    }),

    THE_LAST_ROW_ID_IS_NOT_THAT_OF_ANOTHER_CONNECTION((connection, statement, other, elsewhere) -> {
        statement.executeUpdate("INSERT INTO u(name, n) VALUES('n7', 0)");
        elsewhere.executeUpdate("INSERT INTO log(what) VALUES('x')");
        statement.executeUpdate("REPLACE INTO w(k, v) VALUES('n6', 11)");
        return rows(statement.executeQuery("SELECT last_insert_rowid(), changes()"));
    }),

    THE_OUTER_TRANSACTION_WRITES_AFTER_AN_INNER_WRITE_THAT_FAILED((outer, statement, inner, elsewhere) -> {
        outer.setAutoCommit(false);
        rows(statement.executeQuery("SELECT count(*) FROM t"));
        assertThrows(SQLException.class, () -> elsewhere.executeUpdate("INSERT INTO nowhere VALUES(1)"));
        statement.executeUpdate("INSERT INTO log(what) VALUES('x')");
        outer.commit();
        return committed(elsewhere);
    }),

    A_WRITE_THAT_FAILED_IS_NONE_FOR_AN_INNER_TRANSACTION((outer, statement, inner, elsewhere) -> {
        outer.setAutoCommit(false);
        assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO nowhere VALUES(1)"));
        elsewhere.executeUpdate("INSERT INTO log(what) VALUES('x')");
        outer.commit();
        return committed(elsewhere);
    }),

    A_CALL_THAT_IS_REFUSED_LEAVES_THE_COUNT_OF_AN_UPDATE(Judge.ITSELF, (connection, statement) -> {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(a) VALUES('x'), ('y')")) {
            insert.executeUpdate();
            assertThrows(SQLException.class, insert::executeQuery);
            assertEquals(2, insert.getUpdateCount());
            return "the count stays";
        }
    }),

    WHAT_EXECUTES_NOTHING_LEAVES_THE_RESULTS(Judge.ITSELF, (connection, statement) -> {
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
    }),

    A_TEXT_THAT_FAILS_HAS_NO_RESULTS(Judge.ITSELF, (connection, statement) -> {
        connection.setAutoCommit(false);
        String text = "INSERT INTO t(a) VALUES('kept'); INSERT INTO nowhere VALUES(1)";
        assertThrows(SQLException.class, () -> statement.executeUpdate(text));
        assertEquals(-1, statement.getUpdateCount());
        assertEquals(" end", rows(statement.getGeneratedKeys()));
        return "no result";
    }),

    THE_ROWS_BEFORE_A_FAILURE_ARE_CLOSED(Judge.ITSELF, (connection, statement) -> {
        String text = "SELECT * FROM t; INSERT INTO nowhere VALUES(1)";
        assertThrows(SQLException.class, () -> statement.execute(text));
        assertNull(statement.getResultSet());
        return statement.executeUpdate("DROP TABLE t");
    }),

    /** On the driver this commit fails, and the transaction is lost with the connection. */
    COMMIT_BESIDE_AN_UNREAD_RETURNING(Judge.ITSELF, (connection, statement, other, elsewhere) -> {
        connection.setAutoCommit(false);
        ResultSet unread = statement.executeQuery("UPDATE u SET n = 7 RETURNING id");
        connection.commit();
        assertTrue(unread.isClosed());
        assertEquals(" (Integer 7) (Integer 7) end", rows(elsewhere.executeQuery("SELECT n FROM u ORDER BY id")));
        return "committed";
    });

    /** Who says what is right. */
    enum Judge {
        /** What the case shows, and the content that it leaves, are those on the driver. */
        DRIVER,
        /** The case has assertions of its own, and does not run on the driver. */
        ITSELF
    }

    private final Judge judge;
    private final SideBySide.OnDatabase body;

    FixedCase(SideBySide.Case body) {
        this(Judge.DRIVER, body);
    }

    FixedCase(SideBySide.Beside body) {
        this(Judge.DRIVER, body);
    }

    FixedCase(Judge judge, SideBySide.Case body) {
        this.judge = judge;
        this.body = body;
    }

    FixedCase(Judge judge, SideBySide.Beside body) {
        this.judge = judge;
        this.body = body;
    }

    Judge judge() {
        return judge;
    }

    SideBySide.OnDatabase body() {
        return body;
    }

    /** That there is one row, whoever looks. */
    private static String committed(Statement elsewhere) throws SQLException {
        String count = rows(elsewhere.executeQuery("SELECT count(*) FROM log"));
        assertEquals(" (Integer 1) end", count);
        return count;
    }
}
