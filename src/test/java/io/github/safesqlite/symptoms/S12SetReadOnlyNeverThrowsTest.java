// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * setReadOnly(true), which frameworks call for read-only transactions, throws (xerial/sqlite-jdbc#247 and #432,
 * micronaut-projects/micronaut-data#3560, Kotlin/dataframe#1365, dbeaver/dbeaver#148).
 */
class S12SetReadOnlyNeverThrowsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainDriverThrows() throws SQLException {
        try (Connection plain = Sql.plain(file)) {
            assertThrows(SQLException.class, () -> plain.setReadOnly(true));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void canBeSwitchedBetweenTransactions(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect()) {
            for (boolean autoCommit : new boolean[] {true, false}) {
                connection.setAutoCommit(autoCommit);
                for (int round = 0; round < 3; round++) {
                    connection.setReadOnly(true);
                    assertTrue(connection.isReadOnly());
                    Sql.rows(connection);
                    assertThrows(ReadOnlySessionException.class, () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
                    assertThrows(ReadOnlySessionException.class, () -> Sql.run(connection, "CREATE TABLE u (n)"));
                    end(connection);

                    connection.setReadOnly(false);
                    assertFalse(connection.isReadOnly());
                    Sql.run(connection, "INSERT INTO t VALUES (1)");
                    end(connection);
                }
            }
            assertEquals(6, database.rows());
        }
    }

    private static void end(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void readOnlyTransactionTakesNoWriteLock(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection reader = database.transaction();
                Connection writer = database.transaction();
                Connection foreign = Sql.patient(file)) {
            reader.setReadOnly(true);
            assertEquals(0, Sql.rows(reader));
            Workers.elsewhere(() -> Sql.run(writer, "INSERT INTO t VALUES (1)"));
            assertEquals(0, Sql.rows(reader), "reads on beside the writer");
            writer.commit();
            reader.commit();

            assertEquals(1, Sql.rows(reader));
            assertEquals(1, Sql.run(foreign, "INSERT INTO t VALUES (2)"), "not even another process has to wait");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void readsWhileAnotherThreadIsWriting(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection writer = database.transaction();
                Connection reader = database.transaction()) {
            Sql.run(writer, "INSERT INTO t VALUES (1)");
            Workers.elsewhere(() -> {
                reader.setReadOnly(true);
                assertEquals(0, Sql.rows(reader));
                reader.commit();
            });
            writer.commit();
        }
    }

    @Test
    void poolOfReadOnlyConnectionsOpens() throws SQLException {
        try (HikariDataSource pool = WayIn.hikari("jdbc:safesqlite:" + file)) {
            pool.setReadOnly(true);
            try (Connection connection = pool.getConnection()) {
                assertEquals(0, Sql.rows(connection));
                assertThrows(ReadOnlySessionException.class, () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
            }
        }
    }
}
