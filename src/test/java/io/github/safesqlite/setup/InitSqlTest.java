// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** The SQL of the application that each physical connection runs when it is opened. */
@Timeout(120)
class InitSqlTest {
    private static final String SCRIPT = "PRAGMA foreign_keys = ON;\n"
            + "-- a comment; with a semicolon\n"
            + "CREATE TEMP TABLE settings(name, value);\n"
            + "CREATE TEMP TRIGGER tr AFTER INSERT ON settings BEGIN SELECT 1; SELECT 2; END;\n"
            + "INSERT INTO settings VALUES ('a;b', 7);;\n"
            + "SELECT 1;";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private void plain(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void runsOnEachConnection(WayIn way) throws Exception {
        try (OpenDatabase opened = way.open(file(), Map.of("initSql", SCRIPT))) {
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Connection connection = opened.connect();
                all.add(connection);
                connection.setAutoCommit(false);
                assertEquals("7", Sql.text(connection, "SELECT value FROM settings WHERE name = 'a;b'"));
                assertEquals("1", Sql.text(connection, "PRAGMA foreign_keys"));
            }
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void isAlsoCalledAsInHikari(WayIn way) throws Exception {
        try (OpenDatabase opened =
                        way.open(file(), Map.of("connectionInitSql", "CREATE TEMP TABLE t AS SELECT 5 AS a"));
                Connection connection = opened.connect()) {
            assertEquals("5", Sql.text(connection, "SELECT a FROM t"));
        }
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void aStatementThatFailsIsNamed(WayIn way) {
        SQLException failure = assertThrows(SQLException.class, () -> {
            try (OpenDatabase opened = way.open(
                            file(), Map.of("initSql", "SELECT 1; INSERT INTO nowhere VALUES ('secret'); SELECT 2"));
                    Connection connection = opened.connect()) {
                Sql.text(connection, "SELECT 1");
            }
        });
        assertTrue(failure instanceof OpenFailedException, failure::toString);
        assertTrue(
                failure.getMessage().contains("initSql failed at `INSERT INTO nowhere VALUES (?);`"),
                failure::getMessage);
        assertTrue(failure.getMessage().contains("no such table: nowhere"), failure::getMessage);
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void aTransactionMustBeEnded(WayIn way) throws Exception {
        SQLException failure = assertThrows(SQLException.class, () -> {
            try (OpenDatabase opened = way.open(file(), Map.of("initSql", "BEGIN; SELECT 1"));
                    Connection connection = opened.connect()) {
                Sql.text(connection, "SELECT 1");
            }
        });
        assertTrue(failure.getMessage().contains("initSql leaves a transaction open"), failure::getMessage);
        Path other = folder.resolve("other.db");
        try (OpenDatabase opened = way.open(
                        other,
                        Map.of("initSql", "BEGIN; CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1); COMMIT"));
                Connection connection = opened.connect()) {
            assertTrue(Integer.parseInt(Sql.text(connection, "SELECT count(*) FROM t")) > 0);
        }
    }

    @Test
    void emptyIsNone() throws Exception {
        for (String none : List.of("", " ", "off", ";", "-- nothing")) {
            try (OpenDatabase opened = WayIn.BEAN_SETTERS.open(file(), Map.of("initSql", none));
                    Connection connection = opened.connect()) {
                assertEquals("1", Sql.text(connection, "SELECT 1"));
            }
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            dataSource.setUrl("jdbc:safesqlite:" + file());
            dataSource.setInitSql("SELECT nothing");
            dataSource.setInitSql(null);
            dataSource.getConnection().close();
        }
    }

    @Test
    void theTimeForWhichSqliteWaitsItselfStaysTheLibrarysChoice() throws Exception {
        try (OpenDatabase opened =
                        WayIn.OWN_POOL.open(file(), Map.of("initSql", "PRAGMA busy_timeout = 60000; SELECT 1"));
                Connection connection = opened.connect()) {
            assertEquals("0", Sql.text(connection, "PRAGMA busy_timeout"));
        }
    }

    @Test
    void aSessionsOwnValueOfAPragmaGivesWayToThatOfTheScript() throws Exception {
        try (OpenDatabase opened =
                WayIn.OWN_POOL.open(file(), Map.of("initSql", "PRAGMA foreign_keys = ON", "maximumPoolSize", "1"))) {
            try (Connection connection = opened.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA foreign_keys = OFF");
            }
            try (Connection connection = opened.connect()) {
                assertEquals("1", Sql.text(connection, "PRAGMA foreign_keys"));
            }
        }
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void aFileThatItAttachesIsWrittenInItsGate(WayIn way) throws Exception {
        Path attached = folder.resolve("more.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + attached);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE m(a)");
        }
        try (OpenDatabase opened = way.open(file(), Map.of("initSql", "ATTACH '" + attached + "' AS more"))) {
            Workers.run(4, worker -> {
                for (int i = 0; i < 25; i++) {
                    try (Connection connection = opened.connect();
                            Statement statement = connection.createStatement()) {
                        statement.executeUpdate("INSERT INTO more.m VALUES (" + i + ")");
                    }
                }
            });
            try (Connection connection = opened.connect()) {
                assertEquals("100", Sql.text(connection, "SELECT count(*) FROM more.m"));
            }
        }
    }

    @Test
    void whatItWritesWaitsForTheWriteGateAndWhatIsThereDoesNot() throws Exception {
        String script = "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS made(a); DROP TABLE IF EXISTS never;"
                + " PRAGMA cipher_of_some_fork = 1";
        plain("CREATE TABLE t(a)");
        try (var writer = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file()).poolName("writer").build());
                Workers workers = new Workers()) {
            var waiting = new CountDownLatch(1);
            try (Connection connection = writer.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.executeUpdate("INSERT INTO t VALUES (1)");
                workers.start("opening", () -> {
                    waiting.countDown();
                    open(script).close();
                });
                waiting.await();
                org.awaitility.Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> !writer.snapshot().gate().waiters().isEmpty());
                connection.commit();
            }
            workers.join();
            try (Connection connection = writer.getConnection();
                    Statement statement = connection.createStatement()) {
                assertEquals("0", Sql.text(connection, "SELECT count(*) FROM made"));
                connection.setAutoCommit(false);
                statement.executeUpdate("INSERT INTO t VALUES (2)");
                // It would fail after connectionTimeout if it waited.
                workers.start("opening again", () -> open(script).close());
                workers.join();
                assertTrue(writer.snapshot().gate().waiters().isEmpty());
                connection.commit();
            }
        }
    }

    private ConcurrencySafeSqliteDataSource open(String script) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file())
                .connectionTimeout(Duration.ofSeconds(10))
                .initSql(script)
                .build());
    }

    @Test
    void aLockOfAnotherProgramIsWaitedFor() throws Exception {
        plain("CREATE TABLE t(a)");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement();
                Workers workers = new Workers()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            var opening = new CountDownLatch(1);
            workers.start("opening", () -> {
                opening.countDown();
                open("CREATE TABLE made(a)").close();
            });
            opening.await();
            assertEquals("0", Sql.text(other, "SELECT count(*) FROM sqlite_schema WHERE name = 'made'"));
            statement.executeUpdate("COMMIT");
            workers.join();
            assertEquals("1", Sql.text(other, "SELECT count(*) FROM sqlite_schema WHERE name = 'made'"));
        }
    }

    @Test
    void aFileThatIsOnlyReadTakesAScriptThatOnlyReads() throws Exception {
        plain("CREATE TABLE t(a)");
        Map<String, String> reads = Map.of("open_mode", "1", "initSql", "SELECT 1; CREATE TABLE IF NOT EXISTS t(a)");
        try (OpenDatabase opened = WayIn.URL.open(file(), reads);
                Connection connection = opened.connect()) {
            assertEquals("0", Sql.text(connection, "SELECT count(*) FROM t"));
        }
        Map<String, String> writes = Map.of("open_mode", "1", "initSql", "CREATE TABLE made(a)");
        SQLException failure = assertThrows(
                SQLException.class, () -> WayIn.URL.open(file(), writes).connect());
        assertTrue(failure.getMessage().contains("initSql failed at"), failure::getMessage);
        assertFalse(Files.exists(folder.resolve("made")));
    }
}
