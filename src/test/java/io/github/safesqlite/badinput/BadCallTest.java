// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.badinput;

import static io.github.safesqlite.badinput.Mistakes.assertSays;
import static io.github.safesqlite.badinput.Mistakes.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** JDBC calls that are wrong, through the ways in that hand out connections of this library. */
class BadCallTest {
    @TempDir
    Path path;

    private interface Use {
        void of(Connection connection) throws Exception;
    }

    private void with(WayIn way, Use use) throws Exception {
        try (OpenDatabase database = way.open(path.resolve("app.db").toString())) {
            try (Connection connection = database.connect()) {
                connection.createStatement().executeUpdate("CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
            }
            Folder folder = Folder.of(path);
            try (Connection connection = database.connect()) {
                use.of(connection);
            }
            folder.assertUnchanged();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                assertEquals(1, statement.executeUpdate("INSERT INTO t VALUES (77, 1)"), "the pool is in order");
            }
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void preparedTextWithSeveralStatementsIsRefused(WayIn way) throws Exception {
        with(
                way,
                connection -> assertSays(
                        message(
                                SQLException.class,
                                () -> connection.prepareStatement("INSERT INTO t VALUES (1, 2); DELETE FROM t")),
                        "2 statements",
                        "only the first would run",
                        "Prepare each"));
    }

    @ParameterizedTest
    @Through.EachWay
    void nullSqlIsNamed(WayIn way) throws Exception {
        with(way, connection -> {
            assertSays(message(SQLException.class, () -> connection.prepareStatement(null)), "SQL", "null");
            try (Statement statement = connection.createStatement()) {
                assertSays(message(SQLException.class, () -> statement.execute(null)), "SQL", "null");
                assertSays(message(SQLException.class, () -> statement.executeQuery(null)), "SQL", "null");
                assertSays(message(SQLException.class, () -> statement.executeUpdate(null)), "SQL", "null");
                assertSays(message(SQLException.class, () -> statement.addBatch(null)), "SQL", "null");
            }
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void emptySqlIsNamed(WayIn way) throws Exception {
        with(way, connection -> {
            for (String empty : new String[] {"", "  ", ";", "-- only a comment"}) {
                assertSays(message(SQLException.class, () -> connection.prepareStatement(empty)), "no statement");
                try (Statement statement = connection.createStatement()) {
                    assertSays(message(SQLException.class, () -> statement.execute(empty)), "no statement");
                }
            }
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void wrongParameterIndexNamesTheRange(WayIn way) throws Exception {
        with(way, connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                for (int wrong : new int[] {-1, 0, 3}) {
                    assertSays(message(SQLException.class, () -> insert.setInt(wrong, 1)), String.valueOf(wrong), "2");
                }
            }
        });
    }

    /** As with the driver alone: "Unbound parameters are interpreted as NULL" (sqlite.org/c3ref/bind_blob.html). */
    @ParameterizedTest
    @Through.EachWay
    void missingParameterIsNull(WayIn way) throws Exception {
        with(way, connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                insert.setInt(1, 5);
                assertEquals(1, insert.executeUpdate());
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT b IS NULL FROM t WHERE a = 5")) {
                assertTrue(rows.next() && rows.getBoolean(1));
            }
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void syntaxErrorQuotesThePlace(WayIn way) throws Exception {
        with(way, connection -> {
            assertSays(message(SQLException.class, () -> connection.prepareStatement("SELEC 1")), "SELEC");
            assertSays(message(SQLException.class, () -> connection.prepareStatement("SELECT * FROM nope")), "nope");
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void executeOfTheWrongKindSaysWhichOneToUse(WayIn way) throws Exception {
        with(way, connection -> {
            try (Statement statement = connection.createStatement();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (1, 2)")) {
                assertSays(
                        message(SQLException.class, () -> statement.executeQuery("INSERT INTO t VALUES (1, 2)")),
                        "executeUpdate");
                assertSays(message(SQLException.class, insert::executeQuery), "executeUpdate");
                assertSays(message(SQLException.class, () -> insert.execute("SELECT 1")), "without SQL");
            }
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void commitInAutoCommitModeSaysWhatToCall(WayIn way) throws Exception {
        with(way, connection -> {
            assertSays(message(SQLException.class, connection::commit), "auto-commit");
            assertSays(message(SQLException.class, connection::rollback), "auto-commit");
        });
    }

    @ParameterizedTest
    @Through.EachWay
    void wrongColumnIsNamed(WayIn way) throws Exception {
        with(way, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT 1 AS one")) {
                assertTrue(rows.next());
                assertSays(message(SQLException.class, () -> rows.getInt("two")), "two");
                assertSays(message(SQLException.class, () -> rows.getInt(2)), "2");
            }
        });
    }

    /** HikariCP closes its own connections only, and leaves the metadata of one in use. */
    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void nothingWorksAfterClose(WayIn way) throws Exception {
        try (OpenDatabase database = way.open(path.resolve("app.db").toString())) {
            Connection connection = database.connect();
            Statement statement = connection.createStatement();
            PreparedStatement prepared = connection.prepareStatement("SELECT 1");
            ResultSet rows = statement.executeQuery("SELECT 1");
            DatabaseMetaData metaData = connection.getMetaData();
            connection.close();
            connection.close();

            assertTrue(connection.isClosed() && statement.isClosed() && prepared.isClosed() && rows.isClosed());
            message(SQLException.class, connection::createStatement);
            message(SQLException.class, () -> connection.prepareStatement("SELECT 1"));
            message(SQLException.class, () -> connection.setAutoCommit(false));
            message(SQLException.class, connection::getMetaData);
            message(SQLException.class, () -> statement.executeQuery("SELECT 1"));
            message(SQLException.class, statement::getConnection);
            message(SQLException.class, prepared::executeQuery);
            message(SQLException.class, rows::next);
            message(SQLException.class, () -> rows.getInt(1));
            message(SQLException.class, () -> metaData.getTables(null, null, null, null));
        }
    }

    @Test
    void closedPartsNameThemselves() throws Exception {
        with(WayIn.OWN_POOL, connection -> {
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT 1");
            rows.close();
            assertSays(message(SessionClosedException.class, rows::next), "ResultSet", "closed");
            statement.close();
            assertSays(
                    message(SessionClosedException.class, () -> statement.execute("SELECT 1")), "Statement", "closed");
            connection.close();
            assertSays(message(SessionClosedException.class, connection::createStatement), "closed");
        });
    }

    @Test
    void closedDataSourceSaysSo() throws Exception {
        var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(path.resolve("app.db")).build());
        dataSource.close();
        dataSource.close();
        Folder folder = Folder.of(path);
        assertSays(message(SessionClosedException.class, dataSource::getConnection), "app", "closed");

        var unused = new ConcurrencySafeSqliteDataSource();
        unused.setUrl("jdbc:safesqlite:" + path.resolve("other.db"));
        unused.close();
        assertSays(message(SessionClosedException.class, unused::getConnection), "closed");
        folder.assertUnchanged();
    }

    @Test
    void negativeSettingsNameTheMethodAndTheValue() throws Exception {
        with(WayIn.OWN_POOL, connection -> {
            try (Statement statement = connection.createStatement()) {
                assertSays(message(SQLException.class, () -> statement.setMaxRows(-1)), "setMaxRows", "-1");
                assertSays(message(SQLException.class, () -> statement.setLargeMaxRows(-1)), "axRows", "-1");
                assertSays(message(SQLException.class, () -> statement.setFetchSize(-2)), "setFetchSize", "-2");
                assertSays(message(SQLException.class, () -> statement.setQueryTimeout(-3)), "setQueryTimeout", "-3");
                assertSays(message(SQLException.class, () -> statement.setMaxFieldSize(-4)), "setMaxFieldSize", "-4");
            }
            assertSays(message(SQLException.class, () -> connection.isValid(-5)), "isValid", "-5");
            assertSays(message(SQLException.class, () -> connection.setNetworkTimeout(null, -6)), "-6");
            assertSays(message(SQLException.class, () -> connection.setTransactionIsolation(77)), "77");
        });
    }

    @Test
    void resultSetsThatSqliteDoesNotHaveAreRefused() throws Exception {
        with(WayIn.OWN_POOL, connection -> {
            message(
                    SQLException.class,
                    () -> connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY));
            message(
                    SQLException.class,
                    () -> connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE));
        });
    }

    @Test
    void savepointOfAnotherConnectionIsRefused() throws Exception {
        with(WayIn.OWN_POOL, connection -> {
            try (var dataSource = new ConcurrencySafeSqliteDataSource(
                            SqliteConfig.builder(":memory:").build());
                    Connection other = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                other.setAutoCommit(false);
                var foreign = other.setSavepoint();
                assertSays(message(SQLException.class, () -> connection.rollback(foreign)), "another connection");
            }
        });
    }
}
