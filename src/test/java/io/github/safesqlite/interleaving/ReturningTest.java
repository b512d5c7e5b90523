// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An autocommit write that returns rows is stored before its rows are read; then nothing may go wrong any more. */
class ReturningTest {
    private static final String COUNT = "SELECT count(*) FROM t";
    private static final String INSERT = "INSERT INTO t(b) VALUES ('one'), ('two') RETURNING a, b";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .maximumPoolSize(1)
                .minimumIdle(0)
                .connectionTimeout(Duration.ofSeconds(20))
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
    }

    @Test
    void rowsNeedNoFurtherConnection() throws Exception {
        try (Connection reader = source.getConnection();
                Statement query = reader.createStatement();
                ResultSet open = query.executeQuery("SELECT 1 UNION ALL SELECT 2");
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            assertTrue(open.next());
            try (ResultSet rows = statement.executeQuery(INSERT)) {
                assertTrue(rows.next());
                assertEquals(1, rows.getInt(1));
                assertTrue(rows.next());
                assertEquals("two", rows.getString("b"));
                assertFalse(rows.next());
            }
        }
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void openRowsAreInNobodysWay() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(INSERT)) {
            assertTrue(rows.next());
            assertEquals(1, Sql.run(source, "INSERT INTO t(b) VALUES ('other')"));
            try (Connection reader = source.getConnection();
                    Statement query = reader.createStatement();
                    ResultSet open = query.executeQuery(COUNT)) {
                assertTrue(open.next());
                assertEquals(3, open.getLong(1));
                assertEquals(1, Sql.run(source, "INSERT INTO t(b) VALUES ('other')"));
                assertEquals(1, Sql.run(connection, "INSERT INTO t(b) VALUES ('own')"));
            }
            assertTrue(rows.next());
            assertEquals(2, rows.getInt(1));
        }
        assertEquals(5, Sql.ask(source, COUNT));
        assertTrue(source.statistics().total() <= 3, () -> "connections in the end: " + source);
    }

    @Test
    void statementThatClosesOnCompletionIsOpenUntilItsRowsAreClosed() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.closeOnCompletion();
            try (ResultSet rows = statement.executeQuery(INSERT)) {
                assertFalse(statement.isClosed());
                assertTrue(rows.next());
            }
            assertTrue(statement.isClosed());
        }
    }

    private static String insertedType(PreparedStatement insert) throws SQLException {
        try (ResultSet rows = insert.executeQuery()) {
            assertTrue(rows.next());
            return rows.getMetaData().getColumnTypeName(1) + " "
                    + rows.getMetaData().getTableName(1);
        }
    }

    /** What is kept of the columns of a statement is that of the schema of now. */
    @Test
    void columnsAreThoseOfTheSchemaThatAnotherProcessHasMade() throws Exception {
        try (Connection foreign = Sql.foreign(source);
                Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t(b) VALUES (x'00') RETURNING b")) {
            assertEquals("BLOB t", insertedType(insert));
            assertEquals("BLOB t", insertedType(insert));
            Sql.run(foreign, "DROP TABLE t");
            Sql.run(foreign, "CREATE TABLE t(a INTEGER PRIMARY KEY, b DATETIME)");
            assertEquals("DATETIME t", insertedType(insert));
            Sql.run(connection, "ALTER TABLE t RENAME TO u");
            Sql.run(connection, "CREATE TABLE t(a INTEGER PRIMARY KEY, b CLOB)");
            assertEquals("CLOB t", insertedType(insert));
        }
    }
}
