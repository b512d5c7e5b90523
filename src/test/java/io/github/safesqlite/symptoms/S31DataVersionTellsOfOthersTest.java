// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.sqlite.SQLiteDataSource;

/**
 * {@code PRAGMA data_version} is polled as a signal that somebody else has written (tursodatabase/libsql#2233): it changes then,
 * and only then.
 */
@Timeout(120)
class S31DataVersionTellsOfOthersTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    private static long poll(Connection connection) throws SQLException {
        return Sql.ask(connection, "PRAGMA data_version");
    }

    @ParameterizedTest
    @Through.EachPool
    void changesWhenAndOnlyWhenSomebodyElseWrote(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect();
                Connection neighbour = database.connect();
                Connection foreign = Sql.patient(file)) {
            long version = poll(connection);
            for (int round = 0; round < 5; round++) {
                assertEquals(version, poll(connection), "nobody wrote");

                Sql.run(connection, "INSERT INTO t VALUES(1)");
                assertEquals(version, poll(connection), "an own write");
                connection.setAutoCommit(false);
                Sql.run(connection, "INSERT INTO t VALUES(2)");
                assertEquals(version, poll(connection), "within an own transaction");
                connection.commit();
                connection.setAutoCommit(true);
                assertEquals(version, poll(connection), "an own transaction");
                batch(connection);
                assertEquals(version, poll(connection), "an own batch");
                Sql.rows(neighbour);
                Sql.run(foreign, "UPDATE t SET n = 1 WHERE n = 99");
                assertEquals(version, poll(connection), "reads and writes of nothing");

                Sql.run(neighbour, "INSERT INTO t VALUES(3)");
                assertNotEquals(version, version = poll(connection), "another session");
                Sql.run(foreign, "INSERT INTO t VALUES(4)");
                assertNotEquals(version, version = poll(connection), "another program");
                Sql.run(foreign, "INSERT INTO t VALUES(5)");
                Sql.run(connection, "INSERT INTO t VALUES(6)");
                assertNotEquals(version, version = poll(connection), "another program, then the session itself");
                Sql.run(connection, "INSERT INTO t VALUES(7)");
                Sql.run(neighbour, "INSERT INTO t VALUES(8)");
                assertNotEquals(version, version = poll(connection), "the session itself, then another");
            }
        }
    }

    private static void batch(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES(?)")) {
            for (int i = 0; i < 3; i++) {
                insert.setInt(1, i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** To SQLite it looks like a change that a checkpoint empties the log. */
    @Test
    void checkpointsAreNoWrites() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = new ConcurrencySafeSqliteDataSource(WayIn.config(file));
                Connection connection = dataSource.getConnection();
                Connection neighbour = dataSource.getConnection()) {
            Sql.run(neighbour, "INSERT INTO t VALUES(1)");
            long version = poll(connection);
            dataSource.checkpoint();
            assertEquals(version, poll(connection));
            Sql.run(connection, "INSERT INTO t VALUES(2)");
            assertEquals(version, poll(connection));
            Sql.run(neighbour, "INSERT INTO t VALUES(3)");
            dataSource.checkpoint();
            assertNotEquals(version, poll(connection));
        }
    }

    /** A snapshot keeps its version, so that who reads old rows does not take them for the newest. */
    @Test
    void aSnapshotKeepsItsVersion() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect();
                Connection neighbour = database.connect()) {
            connection.setReadOnly(true);
            long version = poll(connection);
            connection.setAutoCommit(false);
            Sql.rows(connection);
            Sql.run(neighbour, "INSERT INTO t VALUES(1)");
            assertEquals(version, poll(connection), "what is read is old");
            connection.commit();
            assertNotEquals(version, poll(connection));
        }
    }

    @Test
    void pollingCostsNoConnection() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "maximumPoolSize=2", "connectionTimeout=250ms")) {
            List<Connection> open = new ArrayList<>();
            List<Long> versions = new ArrayList<>();
            try {
                for (int i = 0; i < 10; i++) {
                    open.add(database.connect());
                    versions.add(poll(open.get(i)));
                }
                Sql.run(open.get(0), "INSERT INTO t VALUES(1)");
                for (int i = 0; i < 10; i++) {
                    assertEquals(i == 0, versions.get(i) == poll(open.get(i)), "poller " + i);
                }
            } finally {
                for (Connection connection : open) {
                    connection.close();
                }
            }
        }
    }

    /** As long as the version of a poller stays, so do the rows of others. */
    @Test
    void noWriteIsMissedUnderLoad() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file)) {
            Workers.run(4, worker -> {
                String rowsOfOthers = "SELECT count(*) FROM t WHERE n <> " + worker;
                try (Connection connection = database.connect()) {
                    for (int i = 0; i < 60; i++) {
                        Sql.run(connection, "INSERT INTO t VALUES(" + worker + ")");
                        long before = poll(connection);
                        long rows = Sql.ask(connection, rowsOfOthers);
                        long again = Sql.ask(connection, rowsOfOthers);
                        if (poll(connection) == before) {
                            assertEquals(rows, again);
                        }
                    }
                }
            });
        }
    }

    /** Nobody can look at it from beside, so its connection answers. */
    @Test
    void ofADatabaseInMemoryThatSomebodyElseHasOpened() throws Exception {
        SQLiteDataSource plain = new SQLiteDataSource();
        plain.setUrl("jdbc:sqlite::memory:");
        try (ConcurrencySafeSqliteDataSource dataSource =
                        ConcurrencySafeSqliteDataSource.wrap(plain, WayIn.config(folder.resolve("unused.db")));
                Connection connection = dataSource.getConnection()) {
            long version = poll(connection);
            Sql.run(connection, "CREATE TABLE u(n)");
            assertEquals(version, poll(connection));
        }
    }

    @Test
    void asATableToo() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect();
                Connection neighbour = database.connect()) {
            String query = "SELECT data_version FROM pragma_data_version";
            long version = Sql.ask(connection, query);
            Sql.run(connection, "INSERT INTO t VALUES(1)");
            assertEquals(version, Sql.ask(connection, query));
            Sql.run(neighbour, "INSERT INTO t VALUES(1)");
            assertNotEquals(version, Sql.ask(connection, query));
        }
    }

    @Test
    void theResultLooksLikeTheDrivers() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect();
                Connection plain = Sql.plain(file);
                ResultSet ours = connection.createStatement().executeQuery("PRAGMA data_version");
                ResultSet theirs = plain.createStatement().executeQuery("PRAGMA data_version")) {
            assertEquals(
                    theirs.getMetaData().getColumnCount(), ours.getMetaData().getColumnCount());
            assertEquals(
                    theirs.getMetaData().getColumnLabel(1), ours.getMetaData().getColumnLabel(1));
            assertEquals(theirs.next(), ours.next());
            assertEquals(
                    theirs.getObject(1).getClass(),
                    ours.getObject("data_version").getClass());
            assertEquals(theirs.next(), ours.next());
        }
    }
}
