// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BEGIN DEFERRED takes no lock, so it is the first read of a transaction that finds the file locked by somebody else, and waits. */
@Timeout(180)
class FirstReadTest {
    @TempDir
    Path folder;

    private Connection other;

    /** How a transaction begins that reads first. */
    enum Begin {
        READ_ONLY {
            @Override
            void on(Connection connection) throws SQLException {
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
            }
        },
        BY_SQL {
            @Override
            void on(Connection connection) throws SQLException {
                Sql.execute(connection, "BEGIN DEFERRED");
            }
        },
        BY_SQL_WITH_A_SAVEPOINT {
            @Override
            void on(Connection connection) throws SQLException {
                BY_SQL.on(connection);
                Sql.execute(connection, "SAVEPOINT a");
            }
        },
        AFTER_WHAT_READS_NOTHING {
            @Override
            void on(Connection connection) throws SQLException {
                READ_ONLY.on(connection);
                Sql.ask(connection, "SELECT 1");
            }
        };

        abstract void on(Connection connection) throws SQLException;
    }

    @BeforeEach
    void create() throws SQLException {
        Sql.create(file(), "DELETE");
        other = Sql.patient(file());
        Sql.run(other, "INSERT INTO t VALUES (1)");
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
    }

    private Path file() {
        return folder.resolve("app.db");
    }

    private ConcurrencySafeSqliteDataSource open(Duration writeTimeout) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file())
                .pragma("journal_mode", "DELETE")
                .writeTimeout(writeTimeout)
                .build());
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheOneThatHasTheLock(Begin begin) throws Exception {
        try (var source = open(Duration.ofSeconds(60));
                Connection connection = source.getConnection();
                Actor reader = new Actor("reader")) {
            begin.on(connection);
            Sql.run(other, "BEGIN EXCLUSIVE");
            Sql.run(other, "INSERT INTO t VALUES (2)");
            var read = reader.starts("reads", () -> Sql.rows(connection));
            reader.untilParked();
            Sql.run(other, "COMMIT");
            assertEquals(2, read.result());
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsNoLongerThanItsLimit(Begin begin) throws Exception {
        try (var source = open(Duration.ofMillis(20));
                Connection connection = source.getConnection()) {
            begin.on(connection);
            Sql.run(other, "BEGIN EXCLUSIVE");
            BusyException busy = assertThrows(BusyException.class, () -> Sql.rows(connection));
            assertTrue(busy.getMessage().contains("writeTimeout"), busy.getMessage());
            Sql.run(other, "COMMIT");
            assertEquals(1, Sql.rows(connection), "the transaction goes on");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data_version",
                "schema_version",
                "user_version",
                "journal_mode",
                "journal_mode = DELETE",
                "page_count"
            })
    void versionsWaitToo(String pragma) throws Exception {
        try (var source = open(Duration.ofSeconds(60));
                Connection connection = source.getConnection();
                Actor reader = new Actor("reader")) {
            for (boolean autoCommit : new boolean[] {true, false}) {
                connection.setAutoCommit(autoCommit);
                Sql.run(other, "BEGIN EXCLUSIVE");
                var asks = reader.starts("asks", () -> Sql.ask(connection, "PRAGMA " + pragma));
                Waiting.until(() -> asks.isDone() || reader.thread().getState() == Thread.State.TIMED_WAITING);
                Sql.run(other, "COMMIT");
                assertTrue(asks.result() >= 0);
            }
        }
    }

    /** As on the driver: a pool around this library would throw its connections away. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionToALockedFileIsValid(boolean autoCommit) throws Exception {
        try (var source = open(Duration.ofSeconds(60));
                Connection connection = source.getConnection()) {
            connection.setAutoCommit(autoCommit);
            Sql.run(other, "BEGIN EXCLUSIVE");
            assertTrue(connection.isValid(1));
            Sql.run(other, "COMMIT");
        }
    }

    /** Each of them is a statement of the driver's own, in and out of a transaction. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void metadataWaitsToo(boolean autoCommit) throws Exception {
        try (var source = open(Duration.ofSeconds(60));
                Connection connection = source.getConnection();
                Actor reader = new Actor("reader")) {
            connection.setReadOnly(true);
            connection.setAutoCommit(autoCommit);
            for (Look look : LOOKS) {
                Sql.run(other, "BEGIN EXCLUSIVE");
                var looks = reader.starts("looks", () -> look.at(connection.getMetaData()));
                reader.untilParked();
                Sql.run(other, "COMMIT");
                assertTrue(looks.result());
                if (!autoCommit) {
                    connection.rollback();
                }
            }
        }
    }

    private static final List<Look> LOOKS = List.of(
            metadata -> hasRow(metadata.getTables(null, null, "t", null)),
            metadata -> hasRow(metadata.getColumns(null, null, "t", "n")));

    private interface Look {
        boolean at(DatabaseMetaData metadata) throws SQLException;
    }

    private static boolean hasRow(ResultSet rows) throws SQLException {
        try (rows) {
            return rows.next();
        }
    }
}
