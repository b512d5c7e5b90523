// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program leaves result sets open, as many do: on the driver that costs it nothing, so here it must not use up the pool. */
@Timeout(60)
class S64OpenResultSetsUseNothingUpTest {
    private static final int ROWS = 100;
    private static final String NUMBERS = "WITH RECURSIVE c(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM c WHERE i < "
            + ROWS + ") INSERT INTO n SELECT i, 'row ' || i FROM c";

    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    private OpenDatabase open(String options) throws SQLException {
        OpenDatabase database = WayIn.OWN_POOL.open(file, options.split(","));
        opened.add(database);
        Connection connection = session(database);
        Sql.run(connection, "CREATE TABLE n(i INTEGER PRIMARY KEY, s TEXT)");
        Sql.run(connection, NUMBERS);
        return database;
    }

    private Connection session(OpenDatabase database) throws SQLException {
        Connection connection = database.connect();
        opened.add(0, connection);
        return connection;
    }

    private static ResultSet query(Connection connection, String sql) throws SQLException {
        return connection.createStatement().executeQuery(sql);
    }

    @Test
    void twentyOpenResultSetsOfOneConnectionWithWritesInBetween() throws SQLException {
        OpenDatabase database = open("maximumPoolSize=2,connectionTimeout=300ms,writeTimeout=300ms");
        Connection connection = session(database);
        List<ResultSet> left = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ResultSet rows = query(connection, "SELECT i, s FROM n ORDER BY i");
            assertTrue(rows.next());
            assertTrue(rows.next());
            left.add(rows);
            Sql.run(connection, "INSERT INTO t VALUES(" + i + ")");
            assertEquals(i + 1, Sql.rows(connection), "sees its own write");
        }
        assertEquals(20, Sql.rows(session(database)), "another session reads");
        for (ResultSet rows : left) {
            assertEquals(2, rows.getInt(1), "still on the row where it was");
            assertEquals(2, rows.getRow());
            for (int i = 3; i <= ROWS; i++) {
                assertTrue(rows.next());
                assertEquals("row " + i, rows.getString("s"));
            }
            assertFalse(rows.next());
        }
    }

    @Test
    void whatWasNullStaysKnown() throws SQLException {
        OpenDatabase database = open("maximumPoolSize=2,connectionTimeout=300ms");
        Connection connection = session(database);
        Sql.run(connection, "UPDATE n SET s = NULL WHERE i = 1");
        for (int i = 0; i < 5; i++) {
            ResultSet rows = query(connection, "SELECT i, s FROM n ORDER BY i");
            assertTrue(rows.next());
            rows.getString(2);
            Sql.run(connection, "INSERT INTO t VALUES(1)");
            query(connection, "SELECT i FROM n").next();
            assertTrue(rows.wasNull(), "result set " + i);
            rows.getInt(1);
            assertFalse(rows.wasNull(), "result set " + i);
        }
    }

    @Test
    void eachSessionHasALoopWithReadsAndWritesInIt() throws SQLException {
        OpenDatabase database = open("maximumPoolSize=2,maximumParked=0,connectionTimeout=300ms,writeTimeout=300ms");
        List<ResultSet> loops = new ArrayList<>();
        List<Connection> sessions = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Connection connection = session(database);
            sessions.add(connection);
            ResultSet loop = query(connection, "SELECT i FROM n ORDER BY i");
            assertTrue(loop.next());
            loops.add(loop);
        }
        for (int i = 1; i <= ROWS; i++) {
            for (int s = 0; s < 2; s++) {
                assertEquals(i, loops.get(s).getInt(1));
                Sql.run(sessions.get(s), "INSERT INTO t VALUES(" + i + ")");
                assertEquals(2 * (i - 1) + s + 1, Sql.rows(sessions.get(s)));
                assertEquals(i < ROWS, loops.get(s).next());
            }
        }
    }

    @Test
    void metadataThatIsLeftOpen() throws SQLException {
        OpenDatabase database = open("maximumPoolSize=2,connectionTimeout=300ms,writeTimeout=300ms");
        Connection connection = session(database);
        List<ResultSet> left = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ResultSet tables = connection.getMetaData().getTables(null, null, "n", null);
            left.add(tables);
            Sql.run(connection, "INSERT INTO t VALUES(" + i + ")");
        }
        for (ResultSet tables : left) {
            assertTrue(tables.next());
            assertEquals("n", tables.getString("TABLE_NAME"));
            assertFalse(tables.next());
        }
    }

    @Test
    void aResultSetThatWasReadToItsEndHoldsNothing() throws SQLException {
        OpenDatabase database = open("maximumPoolSize=2,connectionTimeout=300ms");
        List<ResultSet> left = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ResultSet rows = query(session(database), "SELECT i, s FROM n WHERE i <= 3");
            int count = 0;
            while (rows.next()) {
                count++;
            }
            assertEquals(3, count);
            left.add(rows);
        }
        assertEquals(0, Sql.rows(session(database)));
        try (Connection driver = Sql.plain(file);
                Statement statement = driver.createStatement();
                ResultSet expected = statement.executeQuery("SELECT i, s FROM n WHERE i <= 3")) {
            while (expected.next()) {
                expected.getInt(1);
            }
            for (ResultSet rows : left) {
                assertFalse(rows.next());
                assertFalse(rows.isClosed());
                assertNotNull(rows.getStatement());
                assertEquals(expected.getRow(), rows.getRow());
                assertEquals(expected.isAfterLast(), rows.isAfterLast());
                assertEquals(expected.getString(2), rows.getString(2));
                ResultSetMetaData columns = rows.getMetaData();
                assertEquals("s", columns.getColumnName(2));
                assertEquals(expected.getMetaData().getColumnType(1), columns.getColumnType(1));
                assertEquals(expected.getMetaData().getColumnTypeName(2), columns.getColumnTypeName(2));
                rows.close();
                assertTrue(rows.isClosed());
                assertThrows(SQLException.class, rows::next);
            }
        }
    }

    @Test
    void keysThatAreNeverClosed() throws SQLException {
        OpenDatabase database = open("maximumPoolSize=2,connectionTimeout=300ms,writeTimeout=300ms");
        Connection connection = session(database);
        for (int i = 1; i <= 30; i++) {
            Statement insert = connection.createStatement();
            insert.executeUpdate("INSERT INTO t VALUES(" + i + ")", Statement.RETURN_GENERATED_KEYS);
            ResultSet keys = insert.getGeneratedKeys();
            assertTrue(keys.next());
            assertEquals(i, keys.getLong(1));
            insert.close();
        }
        assertEquals(30, Sql.rows(session(database)));
    }

    @Test
    void preparingATextWaitsForNoReader() throws Exception {
        OpenDatabase database = open("maximumPoolSize=2,connectionTimeout=300ms,writeTimeout=300ms");
        readersTakeAll(database);
        Connection connection = session(database);
        Workers.elsewhere(() -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE n SET s = ? WHERE i = ?")) {
                update.setString(1, "new");
                update.setInt(2, 7);
                assertEquals(1, update.executeUpdate());
            }
            Sql.run(connection, "CREATE TABLE IF NOT EXISTS n(i)");
        });
        assertThrows(ConnectionTimeoutException.class, () -> Sql.rows(connection), "a reader does wait");
    }

    @Test
    void isValidAnswersInItsTime() throws Exception {
        OpenDatabase database = open("maximumPoolSize=2,connectionTimeout=30s");
        readersTakeAll(database);
        Connection asked = session(database);
        assertTrue(asked.isValid(1), "the writer's connection answers");
        Connection writer = session(database);
        writer.setAutoCommit(false);
        Sql.run(writer, "INSERT INTO t VALUES(1)");
        assertFalse(assertTimeout(Duration.ofSeconds(10), () -> asked.isValid(1)), "all are busy");
        writer.commit();
        assertTrue(asked.isValid(1));
    }

    private void readersTakeAll(OpenDatabase database) throws SQLException {
        for (int i = 0; i < 2; i++) {
            assertTrue(query(session(database), "SELECT i FROM n").next());
        }
    }
}
