// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.attached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.WriteDeadlockException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that attaches a file while it is inside a gate can not enter the gates in their order. */
@Timeout(60)
class AttachedDeadlockTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private final Path[] files = new Path[2];
    private final ConcurrencySafeSqliteDataSource[] sources = new ConcurrencySafeSqliteDataSource[2];

    @BeforeEach
    void open() throws SQLException {
        invariants.allowLog("io.github.safesqlite.slow");
        for (int i = 0; i < 2; i++) {
            files[i] = Files.create(folder.resolve(i + ".db"), "WAL");
            sources[i] = invariants.open(SqliteConfig.builder(files[i]).writeTimeout(Duration.ofSeconds(30)));
        }
    }

    /** A transaction that has written to its main database and has attached the other one since. */
    private Connection writer(int number) throws SQLException {
        Connection connection = sources[number].getConnection();
        connection.setAutoCommit(false);
        Sql.execute(connection, "INSERT INTO t VALUES (1)");
        Files.attach(connection, files[1 - number], "o");
        return connection;
    }

    /** Whoever closes the circle is refused, and the other goes on when that one has rolled back. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void twoThatHaveBegunCanNotBothGoOn(int first) throws Exception {
        try (Connection one = writer(first);
                Connection two = writer(1 - first);
                Workers workers = new Workers()) {
            workers.start("first", () -> {
                Sql.execute(one, "INSERT INTO o.t VALUES (1)");
                one.commit();
            });
            Waiting.until(() -> sources[1 - first].statistics().writeWaiters() == 1);
            WriteDeadlockException refusal =
                    assertThrows(WriteDeadlockException.class, () -> Sql.execute(two, "INSERT INTO o.t VALUES (1)"));
            assertTrue(refusal.getMessage().contains(files[first].toRealPath().toString()), refusal.getMessage());
            assertEquals("40001", refusal.getSQLState());
            two.rollback();
        }
        assertEquals(1, Files.rows(files[0]));
        assertEquals(1, Files.rows(files[1]));
    }

    /** Its transaction has not begun, so nothing is lost if it leaves the gate that it is inside. */
    @Test
    void whoHasNotBegunLetsTheOtherGoFirst() throws Exception {
        try (Connection begun = writer(1);
                Connection beginning = sources[0].getConnection();
                Workers workers = new Workers()) {
            Files.attach(beginning, files[1], "o");
            workers.start("beginning", () -> {
                beginning.setAutoCommit(false);
                Sql.execute(beginning, "INSERT INTO t VALUES (2)");
                Sql.execute(beginning, "INSERT INTO o.t VALUES (2)");
                beginning.commit();
            });
            // It is inside the gate of its own file, and waits for the other.
            Waiting.until(() -> sources[1].statistics().writeWaiters() == 1);
            Sql.execute(begun, "INSERT INTO o.t VALUES (1)");
            begun.commit();
        }
        assertEquals(2, Files.rows(files[0]));
        assertEquals(2, Files.rows(files[1]));
    }

    /** The one that has begun waits already when the other comes to the gate that closes the circle. */
    @Test
    void whoHasNotBegunStartsAgainIfItClosesTheCircle() throws Exception {
        try (Connection begun = writer(1);
                Connection holder = sources[0].getConnection();
                Connection beginning = sources[0].getConnection();
                Workers workers = new Workers()) {
            Files.attach(beginning, files[1], "o");
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (3)");
            workers.start("beginning", () -> {
                beginning.setAutoCommit(false);
                Sql.execute(beginning, "INSERT INTO o.t VALUES (2)");
                beginning.commit();
            });
            Waiting.until(() -> sources[0].statistics().writeWaiters() == 1);
            workers.start("begun", () -> {
                Sql.execute(begun, "INSERT INTO o.t VALUES (1)");
                begun.commit();
            });
            Waiting.until(() -> sources[0].statistics().writeWaiters() == 2);
            holder.commit();
        }
        assertEquals(2, Files.rows(files[0]));
        assertEquals(2, Files.rows(files[1]));
    }
}
