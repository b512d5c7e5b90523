// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A pool of ten connections on one file, as every other database has, ends in "database is locked"
 * (xerial/sqlite-jdbc#1120 and #75, dzikoysk/reposilite#1092, JetBrains/Exposed#982 and #587, AsamK/signal-cli#1069).
 */
class S05FiftyThreadsShareOneFileTest {
    private static final int THREADS = 50;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainPoolIsLockedByItsOwnConnections() throws SQLException {
        try (HikariDataSource pool = WayIn.hikari("jdbc:sqlite:" + file + "?busy_timeout=50");
                Connection slow = pool.getConnection();
                Connection other = pool.getConnection()) {
            slow.setAutoCommit(false);
            Sql.run(slow, "INSERT INTO t VALUES (1)");

            SQLException locked = assertThrows(SQLException.class, () -> Sql.run(other, "INSERT INTO t VALUES (2)"));
            assertEquals(Sql.BUSY, locked.getErrorCode());
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void insertsOfAllThreadsArrive(WayIn wayIn) throws Exception {
        List<Long> done = inserts(wayIn, 2_000);
        assertTrue(Collections.min(done) > 0, () -> "some thread did nothing: " + done);
    }

    /** With a pool in front the turns are that pool's, so only the own pool answers for them. */
    @Test
    void ownPoolServesAllThreadsInTheirOrder() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection slow = database.transaction();
                Workers workers = new Workers()) {
            Sql.run(slow, "INSERT INTO t VALUES (-1)");
            for (int worker = 0; worker < THREADS; worker++) {
                String insert = "INSERT INTO t VALUES (" + worker + ")";
                workers.start("worker-" + worker, () -> database.run(insert));
                Waiting.untilWaiting((ConcurrencySafeSqliteDataSource) database.dataSource(), worker + 1);
            }
            slow.commit();
            workers.join();

            assertEquals(THREADS + 1, database.rows());
            assertEquals(0, database.ask("SELECT count(*) FROM t WHERE rowid <> n + 2"), "rows that are out of order");
        }
    }

    /** How even the turns are in the end, which takes more of them than the operating system's own turns. */
    @Tag("soak")
    @Test
    void manyTurns() throws Exception {
        assertShares(inserts(WayIn.OWN_POOL, 150_000));
        inserts(WayIn.AROUND_HIKARI, 150_000);
        inserts(WayIn.URL_IN_HIKARI, 150_000);
    }

    private List<Long> inserts(WayIn wayIn, int times) throws Exception {
        try (OpenDatabase database = wayIn.open(file)) {
            long before = database.rows();
            List<Long> done = Workers.untilDone(THREADS, times, worker -> {
                try (Connection connection = database.connect();
                        PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                    insert.setInt(1, worker);
                    return insert.executeUpdate();
                }
            });
            assertEquals(before + Workers.sum(done), database.rows());
            return done;
        }
    }

    private static void assertShares(List<Long> done) {
        long mean = Workers.sum(done) / THREADS;
        assertTrue(Collections.min(done) >= mean / 2, () -> "too few for a mean of " + mean + ": " + done);
        assertTrue(Collections.max(done) <= mean * 2, () -> "too many for a mean of " + mean + ": " + done);
    }
}
