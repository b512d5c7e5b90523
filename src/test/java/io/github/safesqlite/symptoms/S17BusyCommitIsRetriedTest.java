// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Without a write-ahead log a reader makes COMMIT fail with SQLITE_BUSY. The transaction stays open, and a connection that
 * comes back to its pool like this shuts everybody out (oven-sh/bun#33748, praeclarum/sqlite-net#604, modernc.org/sqlite#2,
 * LWCX#139).
 */
@Timeout(180)
class S17BusyCommitIsRetriedTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "DELETE");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "INSERT INTO t VALUES (1), (2)");
        }
    }

    @Test
    void plainDriverLeavesTheTransactionOpen() throws SQLException {
        try (Connection reader = Sql.plain(file);
                Connection other = Sql.plain(file);
                Connection writer = Sql.plain(file)) {
            writer.setAutoCommit(false);
            Sql.run(writer, "INSERT INTO t VALUES (3)");
            try (Statement reading = reader.createStatement();
                    ResultSet open = reading.executeQuery("SELECT n FROM t")) {
                open.next();
                assertThrows(SQLException.class, writer::commit);
            }
            assertThrows(SQLException.class, () -> Sql.run(other, "INSERT INTO t VALUES (4)"));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void commitWaitsForTheReader(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "journal_mode=delete");
                Connection writer = database.transaction();
                Connection reader = Sql.patient(file);
                Statement reading = reader.createStatement()) {
            Sql.run(writer, "INSERT INTO t VALUES (3)");
            ResultSet open = reading.executeQuery("SELECT n FROM t");
            open.next();
            CompletableFuture<Void> end = Sql.soon(open::close);
            writer.commit();
            end.join();

            assertEquals(3, Sql.rows(reader));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void commitThatFailsLeavesNothingOpen(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "journal_mode=delete", "writeTimeout=300ms");
                Connection writer = database.transaction();
                Connection other = Sql.patient(file)) {
            Sql.run(writer, "INSERT INTO t VALUES (3)");
            whileReading(other, () -> assertThrows(BusyException.class, writer::commit));
            assertEverybodyCanWrite(database, other, writer);

            whileReading(
                    other, () -> assertThrows(BusyException.class, () -> database.run("INSERT INTO t VALUES (3)")));
            assertEverybodyCanWrite(database, other, writer);
        }
    }

    private static void whileReading(Connection reader, Runnable action) throws SQLException {
        try (Statement reading = reader.createStatement();
                ResultSet open = reading.executeQuery("SELECT n FROM t")) {
            open.next();
            action.run();
        }
    }

    private static void assertEverybodyCanWrite(OpenDatabase database, Connection other, Connection writer)
            throws Exception {
        long before = Sql.rows(other);
        assertEquals(0, Sql.ask(other, "SELECT count(*) FROM t WHERE n = 3"), "the failed commit left no row");
        Sql.run(other, "INSERT INTO t VALUES (4)");
        Workers.elsewhere(() -> database.run("INSERT INTO t VALUES (4)"));
        Sql.run(writer, "INSERT INTO t VALUES (4)");
        writer.commit();
        assertEquals(before + 3, Sql.rows(other));
    }
}
