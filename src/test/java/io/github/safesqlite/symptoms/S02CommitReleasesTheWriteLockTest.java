// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
 * The driver begins again inside of commit(), so with IMMEDIATE transactions a connection that is idle after its commit
 * shuts all other writers out (AsamK/signal-cli#1670 asks why, bitcoin-s/bitcoin-s#6252 moves to that mode).
 */
class S02CommitReleasesTheWriteLockTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainDriverKeepsTheLock() throws SQLException {
        try (Connection a = Sql.plain(file, "transaction_mode=IMMEDIATE");
                Connection b = Sql.plain(file)) {
            a.setAutoCommit(false);
            Sql.run(a, "INSERT INTO t VALUES (1)");
            a.commit();

            SQLException locked = assertThrows(SQLException.class, () -> Sql.run(b, "INSERT INTO t VALUES (2)"));
            assertEquals(Sql.BUSY, locked.getErrorCode());
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void othersWriteBesideAConnectionThatHasCommitted(WayIn wayIn) throws Exception {
        // A lock that is kept would make the others wait for a minute, and then fail.
        try (OpenDatabase database = wayIn.open(file, "writeTimeout=1m");
                Connection a = database.transaction();
                Connection b = database.transaction();
                Connection foreign = Sql.patient(file)) {
            for (int round = 0; round < 20; round++) {
                Sql.run(a, "INSERT INTO t VALUES (1)");
                a.commit();
                Workers.elsewhere(() -> {
                    Sql.run(b, "INSERT INTO t VALUES (2)");
                    b.commit();
                });
                Sql.run(foreign, "INSERT INTO t VALUES (3)");

                Sql.run(a, "INSERT INTO t VALUES (4)");
                a.rollback();
                Sql.run(foreign, "INSERT INTO t VALUES (5)");
            }
            assertEquals(80, Sql.rows(foreign));
        }
    }
}
