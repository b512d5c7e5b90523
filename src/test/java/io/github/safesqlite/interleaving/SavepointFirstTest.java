// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A savepoint before the first statement of a transaction takes no lock, as on the driver, and is there when it begins. */
@Timeout(60)
class SavepointFirstTest {
    @TempDir
    Path folder;

    private OpenDatabase database;
    private Connection writer;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        database = WayIn.OWN_POOL.open(file, "writeTimeout=100ms");
        writer = database.transaction();
        Sql.run(writer, "INSERT INTO t VALUES(1)");
        connection = database.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        writer.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itWaitsForNobodyAndTheFirstStatementDoes(boolean autoCommit) throws Exception {
        connection.setAutoCommit(autoCommit);
        Workers.elsewhere(() -> Sql.execute(connection, "SAVEPOINT a"));
        Workers.elsewhere(() -> assertThrows(WriteGateTimeoutException.class, () -> Sql.rows(connection)));
        writer.commit();

        assertEquals(1, Sql.rows(connection));
        Sql.run(connection, "INSERT INTO t VALUES(2)");
        Sql.execute(connection, "ROLLBACK TO a");
        assertEquals(1, Sql.rows(connection), "it was opened before the first statement");
        Sql.run(connection, "INSERT INTO t VALUES(3)");
        Sql.execute(connection, "RELEASE a");
        if (!autoCommit) {
            connection.commit();
        }
        assertEquals(2, Sql.rows(writer));
    }

    @Test
    void whatHappensToItBeforeIsKept() throws Exception {
        writer.commit();
        connection.setAutoCommit(false);
        Savepoint outer = connection.setSavepoint("outer");
        connection.setSavepoint("inner");
        Sql.execute(connection, "SAVEPOINT released");
        Sql.execute(connection, "RELEASE SAVEPOINT Released");
        connection.rollback(outer);
        for (String gone : new String[] {"inner", "released", "never"}) {
            SQLException refusal =
                    assertThrows(SQLException.class, () -> Sql.execute(connection, "ROLLBACK TO " + gone), gone);
            assertTrue(refusal.getMessage().contains("no such savepoint: " + gone), refusal.getMessage());
        }
        Sql.run(connection, "INSERT INTO t VALUES(2)");
        for (String gone : new String[] {"inner", "released", "never"}) {
            assertThrows(SQLException.class, () -> Sql.execute(connection, "ROLLBACK TO " + gone), gone);
        }
        connection.rollback(outer);
        assertEquals(1, Sql.rows(connection));
        connection.commit();
    }

    @Test
    void releasingTheOneThatBeganTheTransactionEndsIt() throws Exception {
        for (String end : new String[] {"RELEASE a", "COMMIT", "ROLLBACK"}) {
            Sql.execute(connection, "SAVEPOINT a");
            Sql.execute(connection, "SAVEPOINT b");
            Workers.elsewhere(() -> Sql.execute(connection, end));
            assertThrows(SQLException.class, () -> Sql.execute(connection, "COMMIT"), "no transaction is active");
        }
        assertTrue(connection.getAutoCommit());
        connection.setSavepoint();
        assertFalse(connection.getAutoCommit());
        connection.rollback();
    }

    /** SQLite takes letters beyond ASCII for different ones. */
    @Test
    void namesAreTheSameAsSqliteSays() throws Exception {
        writer.commit();
        for (String first : new String[] {"SELECT 1 FROM t", "SAVEPOINT other"}) {
            Sql.execute(connection, "SAVEPOINT \u00c4a");
            Sql.execute(connection, first);
            assertThrows(SQLException.class, () -> Sql.execute(connection, "RELEASE \u00e4a"));
            Sql.execute(connection, "RELEASE \u00c4A");
            assertThrows(SQLException.class, () -> Sql.execute(connection, "COMMIT"), "it is over");
        }
    }
}
