// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.history.Anomaly.Type;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do not do what they say are caught, on a real database. */
@Timeout(180)
class CaughtTest {
    private static final String READ = "SELECT v FROM list WHERE k = ?";
    private static final int MOST_ROUNDS = 50;

    @TempDir
    Path folder;

    private final Random random = new Random(1);
    private Path file;
    private Trial trial;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        trial = new Trial(file, 1);
    }

    private void finds(Type expected) throws SQLException {
        History history = trial.history();
        assertEquals(
                List.of(expected),
                Checker.check(history).stream().map(Anomaly::type).distinct().toList(),
                () -> history.toString());
    }

    /** An honest transaction of somebody else. */
    private void meanwhile(Clients.Play play) throws SQLException {
        try (Connection other = Sql.patient(file)) {
            assertEquals(Outcome.COMMITTED, trial.record(other, Style.BEGIN_IMMEDIATE, false, random, play));
        }
    }

    @Test
    void statementsThatPretendToBeATransaction() throws Exception {
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            Path next = folder.resolve(round + ".db");
            History history = new Trial(next, round)
                    .with(6, () -> Sql.patient(next), Style.NONE)
                    .run(300);
            if (!Checker.check(history).isEmpty()) {
                return;
            }
        }
        throw new AssertionError("nothing was found");
    }

    @Test
    void readSkew() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            trial.record(connection, Style.NONE, false, random, pretender -> {
                pretender.read(READ, 0);
                meanwhile(both -> {
                    both.append(0);
                    both.append(2);
                });
                pretender.read(READ, 2);
            });
        }
        finds(Type.G_SINGLE);
    }

    @Test
    void phantom() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            trial.record(connection, Style.NONE, false, random, pretender -> {
                pretender.range("SELECT k, v FROM list WHERE k BETWEEN ? AND ? ORDER BY k", 0, 5);
                meanwhile(other -> {
                    other.insert(3);
                    other.append(6);
                });
                pretender.append(6);
            });
        }
        finds(Type.G_SINGLE);
    }

    @Test
    void lostUpdateOfAList() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            trial.record(connection, Style.NONE, false, random, pretender -> {
                pretender.read(READ, 0);
                meanwhile(other -> other.append(0));
                pretender.append(0);
            });
        }
        finds(Type.G_SINGLE);
    }

    @Test
    void lostUpdateOfANumber() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            trial.record(connection, Style.NONE, false, random, pretender -> {
                long count = pretender.count();
                meanwhile(Recorder::increment);
                pretender.setCount(count + 1);
            });
        }
        finds(Type.LOST_UPDATE);
    }

    @Test
    void writeSkew() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            trial.record(connection, Style.NONE, false, random, pretender -> {
                pretender.read(READ, 0);
                pretender.read(READ, 2);
                meanwhile(other -> {
                    other.read(READ, 0);
                    other.read(READ, 2);
                    other.append(0);
                });
                pretender.append(2);
            });
        }
        finds(Type.G2);
    }

    @Test
    void rollbackThatUndoesNothing() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            trial.record(connection, Style.NONE, true, random, pretender -> pretender.append(0));
        }
        finds(Type.ABORTED_WRITE);
    }

    @Test
    void commitThatIsARollback() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            trial.record(connection, Style.NONE, false, random, pretender -> {
                Sql.run(connection, "BEGIN");
                pretender.append(0);
                Sql.run(connection, "ROLLBACK");
            });
        }
        finds(Type.WRITE_LOST);
    }

    /** Two clients share a connection. */
    @Test
    void abortedRead() throws Exception {
        try (Connection shared = Sql.patient(file)) {
            trial.record(shared, Style.BEGIN_IMMEDIATE, true, random, undone -> {
                undone.append(0);
                trial.record(shared, Style.NONE, false, random, dirty -> dirty.read(READ, 0));
            });
        }
        finds(Type.G1A);
    }

    @Test
    void intermediateRead() throws Exception {
        try (Connection shared = Sql.patient(file)) {
            trial.record(shared, Style.BEGIN_IMMEDIATE, false, random, writer -> {
                writer.append(0);
                trial.record(shared, Style.NONE, false, random, dirty -> dirty.read(READ, 0));
                writer.append(0);
            });
        }
        finds(Type.G1B);
    }

    /** As the library would be if it took what was read for unchanged without looking. */
    @Test
    void goingOnWithAnOldReadOnANewSnapshot() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "beginMode=DEFERRED");
                Connection connection = database.connect()) {
            trial.record(connection, Style.MANUAL, false, random, careless -> {
                careless.read(READ, 0);
                meanwhile(other -> other.append(0));
                assertThrows(StaleSnapshotException.class, () -> careless.append(0));
                connection.rollback();
                careless.append(0);
            });
            finds(Type.G_SINGLE);
        }
    }

    /** As the library would be if its snapshots were older than the transactions that see them. */
    @Test
    void readOfAnOldSnapshot() throws Exception {
        try (Connection connection = Sql.patient(file)) {
            connection.setAutoCommit(false);
            Sql.ask(connection, "SELECT count(*) FROM list");
            meanwhile(other -> other.append(0));
            trial.record(connection, Style.NONE, false, random, late -> late.read(READ, 0));
        }
        finds(Type.REAL_TIME);
    }

    @Test
    void honestOnesAreNotSuspected() throws Exception {
        meanwhile(one -> {
            one.read(READ, 0);
            one.append(0);
        });
        meanwhile(other -> {
            other.delete(0);
            other.insert(0);
            other.setCount(other.count() + 1);
        });
        assertFalse(trial.history().log().isEmpty());
        assertEquals(List.of(), Checker.check(trial.history()));
    }
}
