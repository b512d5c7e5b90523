// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A thread with a transaction that opens a second connection, through each way in. */
class NestedConnectionTest {
    @TempDir
    Path folder;

    private OpenDatabase database;
    private Connection outer;

    private interface Body {
        void run() throws SQLException;
    }

    /** Runs {@code body} beside an outer transaction that has read. */
    private void besideAReadingTransaction(WayIn way, Body body) throws Exception {
        database = way.open(folder.resolve("app.db"), "nestedWriteGrace=10ms");
        try (OpenDatabase closing = database) {
            inner("CREATE TABLE t (a)");
            try (Connection closingOuter = closing.connect()) {
                outer = closingOuter;
                outer.setAutoCommit(false);
                assertEquals(0, Sql.rows(outer));
                body.run();
            }
        }
    }

    private void inner(String sql) throws SQLException {
        try (Connection connection = database.connect()) {
            Sql.run(connection, sql);
        }
    }

    private void innerTransaction(String sql) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            Sql.rows(connection);
            Sql.run(connection, sql);
            connection.commit();
        }
    }

    /** What another process does. */
    private void foreign(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            Sql.run(connection, sql);
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void outerWritesAfterTheInnerOnes(WayIn way) throws Exception {
        besideAReadingTransaction(way, () -> {
            inner("INSERT INTO t VALUES (1)");
            innerTransaction("INSERT INTO t VALUES (2)");
            inner("INSERT INTO t VALUES (3)");
            Sql.run(outer, "INSERT INTO t VALUES (4)");
            outer.commit();
            assertEquals(4, Sql.rows(outer));
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void outerKeepsItsSnapshotUntilItWrites(WayIn way) throws Exception {
        besideAReadingTransaction(way, () -> {
            innerTransaction("INSERT INTO t VALUES (1)");
            assertEquals(0, Sql.rows(outer));
            Sql.run(outer, "INSERT INTO t VALUES (2)");
            assertEquals(2, Sql.rows(outer));
            outer.rollback();
            assertEquals(1, Sql.rows(outer));
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void innerThatRollsBackLeavesTheOuterAsItWas(WayIn way) throws Exception {
        besideAReadingTransaction(way, () -> {
            try (Connection connection = database.connect()) {
                connection.setAutoCommit(false);
                Sql.run(connection, "INSERT INTO t VALUES (1)");
                connection.rollback();
            }
            Sql.run(outer, "INSERT INTO t VALUES (2)");
            outer.commit();
            assertEquals(1, Sql.rows(outer));
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void outerThatWroteRefusesTheInner(WayIn way) throws Exception {
        besideAReadingTransaction(way, () -> {
            inner("INSERT INTO t VALUES (1)");
            Sql.run(outer, "INSERT INTO t VALUES (2)");
            assertThrows(NestedWriteException.class, () -> inner("INSERT INTO t VALUES (3)"));
            outer.commit();
            inner("INSERT INTO t VALUES (3)");
            assertEquals(3, Sql.rows(outer));
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void writeOfAnotherProcessAfterTheInnerMakesTheOuterStale(WayIn way) throws Exception {
        besideAReadingTransaction(way, () -> {
            inner("INSERT INTO t VALUES (1)");
            foreign("INSERT INTO t VALUES (2)");
            assertEquals(0, Sql.rows(outer));
            assertThrows(StaleSnapshotException.class, () -> Sql.run(outer, "INSERT INTO t VALUES (3)"));
            outer.rollback();
            assertEquals(2, Sql.rows(outer));
            Sql.run(outer, "INSERT INTO t VALUES (3)");
            outer.commit();
            assertEquals(3, Sql.rows(outer));
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void writeOfAnotherProcessBetweenTwoInnerOnesMakesTheOuterStale(WayIn way) throws Exception {
        besideAReadingTransaction(way, () -> {
            inner("INSERT INTO t VALUES (1)");
            foreign("INSERT INTO t VALUES (2)");
            inner("INSERT INTO t VALUES (3)");
            assertThrows(SQLException.class, () -> Sql.run(outer, "INSERT INTO t VALUES (4)"));
            outer.rollback();
            assertEquals(3, Sql.rows(outer));
        });
    }
}
