// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first write of a transaction that has read finds the file locked by somebody outside of the gate. SQLite calls no busy
 * handler then. That somebody may be another process, or a reader that looks at the log's index while it is being written.
 */
@Timeout(180)
class UpgradeTest {
    @TempDir
    Path folder;

    private Connection other;

    @BeforeEach
    void create() throws SQLException {
        Sql.create(file(), "WAL");
        other = Sql.patient(file());
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
    }

    private Path file() {
        return folder.resolve("app.db");
    }

    private ConcurrencySafeSqliteDataSource open(String journalMode, Duration writeTimeout) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file())
                .pragma("journal_mode", journalMode)
                .beginMode(BeginMode.DEFERRED)
                .writeTimeout(writeTimeout)
                .build());
    }

    private static Connection read(ConcurrencySafeSqliteDataSource source) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        assertEquals(0, Sql.rows(connection));
        return connection;
    }

    @Test
    void goesOnWhenTheOtherHasWrittenNothing() throws Exception {
        try (var source = open("WAL", Duration.ofSeconds(60));
                Connection connection = read(source);
                Actor writer = new Actor("writer")) {
            Sql.run(other, "BEGIN IMMEDIATE");
            var write = writer.starts("writes", () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
            writer.untilParked();
            Sql.run(other, "ROLLBACK");
            assertEquals(1, write.result());
            connection.commit();
            assertEquals(1, Sql.rows(source));
        }
    }

    @Test
    void isToldOfAStaleSnapshotWhenTheOtherHasWritten() throws Exception {
        try (var source = open("WAL", Duration.ofSeconds(60));
                Connection connection = read(source);
                Actor writer = new Actor("writer")) {
            Sql.run(other, "BEGIN IMMEDIATE");
            Sql.run(other, "INSERT INTO t VALUES (2)");
            var write = writer.starts("writes", () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
            writer.untilParked();
            Sql.run(other, "COMMIT");
            assertThrows(StaleSnapshotException.class, write::result);
            assertEquals(0, Sql.rows(connection), "the snapshot stays readable");
        }
    }

    @Test
    void waitsNoLongerThanItsLimit() throws Exception {
        try (var source = open("WAL", Duration.ofMillis(20));
                Connection connection = read(source)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            BusyException busy =
                    assertThrows(BusyException.class, () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
            assertTrue(busy.getMessage().contains("writeTimeout"), busy.getMessage());
            assertTrue(source.snapshot().gate().holder() == null, "the gate is free for others");
            Sql.run(other, "ROLLBACK");
            assertEquals(1, Sql.run(connection, "INSERT INTO t VALUES (1)"), "the transaction goes on");
            connection.commit();
        }
    }

    /** The other one waits for this read to end, so waiting for it would be in vain. */
    @Test
    void isRefusedAtOnceWithoutAWriteAheadLog() throws Exception {
        Sql.execute(other, "PRAGMA journal_mode = DELETE");
        try (var source = open("DELETE", Duration.ofSeconds(60));
                Connection connection = read(source)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            SQLException busy = assertThrows(SQLException.class, () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
            assertEquals(Sql.BUSY, busy.getErrorCode());
            Sql.run(other, "ROLLBACK");
        }
    }
}
