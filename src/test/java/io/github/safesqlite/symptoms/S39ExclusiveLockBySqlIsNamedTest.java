// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.OtherProcess;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Symptom 39: a session locks the file by SQL, and another process is blamed for what this program's connections do. */
@Timeout(60)
class S39ExclusiveLockBySqlIsNamedTest {
    private static final String EXCLUSIVE = "PRAGMA locking_mode=EXCLUSIVE";
    private static final String INSERT = "INSERT INTO t VALUES(2)";

    @TempDir
    Path folder;

    private OpenDatabase open(WayIn way) throws Exception {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        return way.open(file, "writeTimeout=300ms", "connectionTimeout=300ms");
    }

    /** Has read, so that it has the file open. */
    private static Connection reader(OpenDatabase database) throws Exception {
        Connection reader = database.connect();
        reader.setReadOnly(true);
        reader.setAutoCommit(false);
        Sql.rows(reader);
        return reader;
    }

    private static void lock(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(EXCLUSIVE)) {
            assertTrue(answer.next());
            assertEquals("exclusive", answer.getString(1));
        }
    }

    private static String busy(Connection connection, String sql) {
        String message = assertThrows(BusyException.class, () -> Sql.run(connection, sql))
                .getMessage();
        assertFalse(message.contains("another process"), message);
        return message;
    }

    @Test
    void sessionThatHasLockedTheFileIsNamed() throws Exception {
        try (OpenDatabase database = open(WayIn.OWN_POOL);
                Connection importing = database.connect();
                Connection other = database.connect()) {
            lock(importing);
            Sql.run(importing, INSERT);
            String message = busy(other, "INSERT INTO t VALUES(3)");
            assertTrue(message.contains("locked by connection #"), message);
            assertTrue(message.contains("PRAGMA locking_mode=EXCLUSIVE"), message);
            assertTrue(message.contains(Thread.currentThread().getName()), message);
        }
    }

    @Test
    void connectionsInUseAreNamedToTheOneThatWantsTheLock() throws Exception {
        try (OpenDatabase database = open(WayIn.OWN_POOL);
                Connection importing = database.connect();
                Connection reader = reader(database)) {
            lock(importing);
            String message = busy(importing, INSERT);
            assertTrue(message.contains("1 other connection of this DataSource in use"), message);
            assertTrue(message.contains("locking_mode=NORMAL"), message);
            assertFalse(message.contains("raise writeTimeout"), message);
            reader.close();
            Sql.run(importing, INSERT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AROUND_HIKARI", "URL_IN_HIKARI"})
    @EnabledOnOs(OS.LINUX)
    void idleConnectionsOfAnotherPoolAreNamed(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            List<Connection> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(reader(database));
            }
            for (Connection reader : readers) {
                reader.close();
            }
            try (Connection importing = database.connect()) {
                lock(importing);
                String message = busy(importing, INSERT);
                assertTrue(message.contains("one that a pool keeps idle"), message);
                assertTrue(message.contains("locking_mode=NORMAL"), message);
                try (Statement statement = importing.createStatement()) {
                    statement.execute("PRAGMA locking_mode=NORMAL");
                }
                Sql.run(importing, INSERT);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anotherProcessIsStillNamedWhereItIsOne() throws Exception {
        try (OpenDatabase database = open(WayIn.OWN_POOL);
                Connection connection = database.connect();
                OtherProcess process = new OtherProcess(folder.resolve("app.db"))) {
            process.run("BEGIN IMMEDIATE");
            Sql.rows(connection);
            lock(connection);
            String message = assertThrows(BusyException.class, () -> Sql.run(connection, INSERT))
                    .getMessage();
            assertTrue(message.contains("another process (" + process.pid()), message);
        }
    }

    /** No option sets what would lock the pool's own connections out, so none is advised. */
    @Test
    void noOptionIsAdvisedThatTheDataSourceWouldRefuse() throws Exception {
        try (OpenDatabase database = open(WayIn.OWN_POOL);
                Connection importing = database.connect();
                Connection reader = reader(database)) {
            assertTrue(busy(importing, "PRAGMA journal_mode=DELETE").contains("as an option of the DataSource"));
            assertFalse(busy(importing, "PRAGMA journal_mode=OFF").contains("option"));
            assertFalse(reader.isClosed());
        }
    }
}
