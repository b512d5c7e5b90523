// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An import turns the journal off for its time, or locks the file: that needs the file alone, idle connections included. */
@Timeout(60)
class S66PragmasOfAnImportTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private OpenDatabase database;

    @BeforeEach
    void openWithIdleConnections() throws SQLException {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        database = WayIn.OWN_POOL.open(file, "writeTimeout=30s", "connectionTimeout=5s");
        List<Connection> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Connection reader = database.connect();
            reader.setAutoCommit(false);
            reader.setReadOnly(true);
            Sql.rows(reader);
            readers.add(reader);
        }
        database.run("INSERT INTO t VALUES(1)");
        try (Connection asker = database.connect()) {
            // What looks at the version has the file open too.
            Sql.ask(asker, "PRAGMA data_version");
        }
        for (Connection reader : readers) {
            reader.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        database.close();
    }

    private static String answer(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private String mode() throws SQLException {
        try (Connection connection = database.connect()) {
            return answer(connection, "PRAGMA journal_mode");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "journal_mode = MEMORY, memory",
        "journal_mode = OFF, off",
        "journal_mode = DELETE, delete",
        "journal_mode = TRUNCATE, truncate",
        "locking_mode = EXCLUSIVE, exclusive"
    })
    void importsAndGoesOnAsBefore(String pragma, String answer) throws Exception {
        try (Connection load = database.connect()) {
            assertEquals(answer, assertTimeout(AT_ONCE, () -> answer(load, "PRAGMA " + pragma)));
            Sql.run(load, "INSERT INTO t VALUES(2)");
            load.setAutoCommit(false);
            for (int i = 3; i <= 1000; i++) {
                Sql.run(load, "INSERT INTO t VALUES(" + i + ")");
            }
            load.commit();
            load.setAutoCommit(true);
            assertEquals(answer, answer(load, "PRAGMA " + pragma.substring(0, pragma.indexOf(' '))));
            if (pragma.startsWith("journal")) {
                assertEquals(1000, database.rows(), "another connection reads");
                assertEquals("delete", mode(), "and changes no mode");
            }
        }
        assertEquals(1000, database.rows());
        database.run("INSERT INTO t VALUES(1001)");
        assertEquals("wal", mode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEMORY", "OFF", "DELETE"})
    void whoIsInTheWayIsNamedAtOnce(String mode) throws Exception {
        try (Connection load = database.connect();
                Connection reader = database.connect()) {
            reader.setAutoCommit(false);
            reader.setReadOnly(true);
            Sql.rows(reader);
            BusyException refused = assertThrows(
                    BusyException.class,
                    () -> assertTimeout(AT_ONCE, () -> answer(load, "PRAGMA journal_mode = " + mode)));
            assertTrue(
                    refused.getMessage().contains("1 other connection of this DataSource in use"),
                    refused.getMessage());
            database.run("INSERT INTO t VALUES(2)");
            assertEquals("wal", answer(load, "PRAGMA journal_mode"));
        }
    }

    @Test
    void anotherDataSourceIsNamedOnlyIfItIsInUse() throws Exception {
        Path file = folder.resolve("app.db");
        try (OpenDatabase second = WayIn.OWN_POOL.open(file);
                Connection load = database.connect()) {
            assertEquals(1, second.rows());
            assertEquals("off", answer(load, "PRAGMA journal_mode = OFF"), "its idle connections are closed as well");
            assertEquals(1, second.rows());
        }
    }

    /** As work in the background has it open for a moment: while a connection is opened in advance, or a log is looked at. */
    @Test
    void whoHasTheFileOpenForAMomentIsWaitedFor() throws Exception {
        Thread loader = Thread.currentThread();
        try (Workers workers = new Workers();
                Connection load = database.connect();
                Connection moment = Sql.plain(folder.resolve("app.db"))) {
            assertEquals(1, Sql.rows(moment));
            workers.start("closer", () -> {
                Waiting.until(() -> loader.getState() == Thread.State.TIMED_WAITING);
                moment.close();
            });
            assertEquals("off", answer(load, "PRAGMA journal_mode = OFF"));
        }
    }
}
