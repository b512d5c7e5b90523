// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.sqlite.Collation;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/** What belongs to a session is there until its end, whatever it does, and no other session ever sees it. */
class SessionStateTest {
    private static final String NONE = "fails";

    @TempDir
    Path folder;

    /** Something that a session makes for itself. */
    @FunctionalInterface
    private interface Making {
        void in(Connection connection) throws SQLException;
    }

    /**
     * Makes it and asks for it, also between and after transactions and beside open result sets; then asks from others,
     * each of which may well have the connection that it was made on.
     */
    private void staysInTheSession(WayIn way, Making making, String question, String inside) throws Exception {
        String file = folder.resolve("app.db").toString();
        try (OpenDatabase database =
                way.open(file, way == WayIn.OWN_POOL ? Map.of("maximumPoolSize", "1") : Map.of())) {
            String outside;
            try (Connection first = database.connect()) {
                run(first, "CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
                outside = ask(first, question);
                assertNotEquals(inside, outside);
                making.in(first);
                assertEquals(inside, ask(first, question));
                first.setAutoCommit(false);
                assertEquals(inside, ask(first, question));
                first.commit();
                assertEquals(inside, ask(first, question));
                first.setAutoCommit(true);
                assertEquals(inside, ask(first, question));
            }
            for (int i = 0; i < 5; i++) {
                try (Connection next = database.connect()) {
                    assertEquals(outside, ask(next, question), "session " + i);
                    next.setAutoCommit(false);
                    assertEquals(outside, ask(next, question), "session " + i + ", in a transaction");
                }
            }
        }
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void temporaryTable(WayIn way) throws Exception {
        Making making = connection -> run(connection, "CREATE TEMP TABLE own AS SELECT 'mine' AS a");
        staysInTheSession(way, making, "SELECT a FROM own", "mine");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void temporaryTableInFrontOfOneOfTheFile(WayIn way) throws Exception {
        Making making = connection -> run(connection, "CREATE TEMP TABLE t AS SELECT 'mine' AS b");
        staysInTheSession(way, making, "SELECT max(b) FROM t", "mine");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void attachedDatabase(WayIn way) throws Exception {
        Making making = connection -> {
            run(connection, "ATTACH ':memory:' AS other");
            run(connection, "CREATE TABLE other.own AS SELECT 'mine' AS a");
        };
        staysInTheSession(way, making, "SELECT a FROM other.own", "mine");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void pragmas(WayIn way) throws Exception {
        for (String pragma : List.of("foreign_keys", "recursive_triggers", "query_only", "reverse_unordered_selects")) {
            Making making = connection -> run(connection, "PRAGMA " + pragma + " = ON");
            staysInTheSession(way, making, "PRAGMA " + pragma, "1");
        }
        Making smaller = connection -> run(connection, "PRAGMA cache_size = 77");
        staysInTheSession(way, smaller, "PRAGMA cache_size", "77");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void pragmaWithoutAnswer(WayIn way) throws Exception {
        Making making = connection -> run(connection, "PRAGMA case_sensitive_like = ON");
        staysInTheSession(way, making, "SELECT 'a' LIKE 'A'", "0");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void pragmaSetInAnyWay(WayIn way) throws Exception {
        String set = "PRAGMA recursive_triggers = ON";
        List<Making> makings = List.of(
                connection -> query(connection, "EXPLAIN " + set),
                connection -> query(connection, "EXPLAIN QUERY PLAN " + set),
                connection -> run(connection, "SELECT 1; " + set + "; INSERT INTO t (b) VALUES (1)"),
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.addBatch(set);
                        statement.executeBatch();
                    }
                },
                connection -> {
                    try (PreparedStatement prepared = connection.prepareStatement(set)) {
                        prepared.execute();
                    }
                },
                connection -> {
                    // SQLite compiles it to tell its columns, and that applies it.
                    try (PreparedStatement prepared = connection.prepareStatement(set)) {
                        prepared.getMetaData();
                    }
                });
        for (Making making : makings) {
            staysInTheSession(way, making, "PRAGMA recursive_triggers", "1");
        }
    }

    /** The driver applies a PRAGMA when it is prepared, since SQLite does. */
    @ParameterizedTest
    @Through.EachWay
    void aPragmaThatIsOnlyPreparedChangesNothing(WayIn way) throws Exception {
        String file = folder.resolve("app.db").toString();
        String set = "PRAGMA recursive_triggers = ON";
        try (Connection driver = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement notRun = driver.prepareStatement(set)) {
            assertFalse(notRun.isClosed());
            assertEquals("1", ask(driver, "PRAGMA recursive_triggers"));
        }
        try (OpenDatabase database = way.open(file);
                Connection connection = database.connect();
                PreparedStatement notRun = connection.prepareStatement(set)) {
            assertFalse(notRun.isClosed());
            assertEquals("0", ask(connection, "PRAGMA recursive_triggers"));
        }
    }

    /** The number itself is the physical connection's. */
    @ParameterizedTest
    @Through.EachWay
    void theDifferenceOfTotalChangesIsTheSessionsOwn(WayIn way) throws Exception {
        try (OpenDatabase database = way.open(folder.resolve("app.db").toString());
                Connection connection = database.connect();
                Connection other = database.connect()) {
            run(connection, "CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
            for (int i = 0; i < 3; i++) {
                int before = Integer.parseInt(ask(connection, "SELECT total_changes()"));
                run(other, "INSERT INTO t (b) VALUES (1), (2), (3)");
                run(connection, "INSERT INTO t (b) VALUES (4), (5)");
                run(other, "DELETE FROM t WHERE b = 3");
                int after = Integer.parseInt(ask(connection, "SELECT total_changes()"));
                assertEquals(2, after - before);
            }
        }
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void functionsAndCollations(WayIn way) throws Exception {
        Making function =
                connection -> Function.create(connection.unwrap(SQLiteConnection.class), "own", new Function() {
                    @Override
                    protected void xFunc() throws SQLException {
                        result("mine");
                    }
                });
        staysInTheSession(way, function, "SELECT own()", "mine");
        Making collation =
                connection -> Collation.create(connection.unwrap(SQLiteConnection.class), "backwards", new Collation() {
                    @Override
                    protected int xCompare(String left, String right) {
                        return right.compareTo(left);
                    }
                });
        staysInTheSession(
                way, collation, "SELECT x FROM (SELECT 'a' AS x UNION SELECT 'b') ORDER BY x COLLATE backwards", "b");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void countersOfChanges(WayIn way) throws Exception {
        Making making = connection -> {
            run(connection, "INSERT INTO t (a) VALUES (41), (42)");
        };
        staysInTheSession(way, making, "SELECT last_insert_rowid() || ' ' || changes()", "42 2");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql.replace("CREATE TABLE t ", "CREATE TABLE IF NOT EXISTS t "));
        }
    }

    private static void query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery(sql).close();
        }
    }

    private static String ask(Connection connection, String question) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException unknown) {
            return NONE;
        }
    }
}
