// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WalCommits;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/** Autocommit writes of sessions that keep their connection share a transaction too while they wait for the gate. */
class KeptConnectionsShareCommitsTest {
    private static final int WRITERS = 5;
    private static final Map<String, String> OPTIONS = Map.of("checkpointInterval", "1h", "optimizeInterval", "off");

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path file;
    private OpenDatabase database;
    private Connection blocker;
    private int commitsBefore;

    private void open(WayIn way) throws Exception {
        file = directory.resolve("app.db");
        database = way.open(file, OPTIONS);
        open.add(database);
        database.run("CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE)");
    }

    /** A connection that has inserted one row, so that it is bound and has counters of its own. */
    private Connection writer(String a) throws SQLException {
        return writer(database, a);
    }

    private Connection writer(OpenDatabase from, String a) throws SQLException {
        Connection connection = from.connect();
        open.add(0, connection);
        Sql.run(connection, "INSERT INTO t(a) VALUES ('" + a + "')");
        return connection;
    }

    private List<Connection> writers() throws SQLException {
        List<Connection> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(writer("first" + i));
        }
        return writers;
    }

    /** Holds the gate until it commits. */
    private void block() throws Exception {
        blocker = database.transaction();
        open.add(0, blocker);
        Sql.run(blocker, "INSERT INTO t(a) VALUES ('blocker')");
        commitsBefore = WalCommits.of(file);
    }

    private <T> Started<T> queued(Callable<T> write) throws SQLException {
        Actor actor = new Actor("writer");
        open.add(actor);
        return queued(actor, write);
    }

    private <T> Started<T> queued(Actor actor, Callable<T> write) throws SQLException {
        int waiting = waiting();
        Started<T> started = actor.starts("write", write);
        Waiting.until(() -> waiting() == waiting + 1);
        return started;
    }

    private int waiting() {
        SharedFile shared = SharedFiles.acquire(FileKey.of(file));
        try {
            return shared.gate().waiting();
        } finally {
            SharedFiles.release(shared);
        }
    }

    private int commitsSinceBlocked() throws Exception {
        return WalCommits.of(file) - commitsBefore;
    }

    private static String counters(Connection connection) throws SQLException {
        return Sql.text(connection, "SELECT changes() || ' ' || last_insert_rowid() || ' ' || total_changes()");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AROUND_PLAIN_DATA_SOURCE", "AROUND_HIKARI", "URL", "URL_IN_HIKARI"})
    void queuedWritesAreOneTransaction(WayIn way) throws Exception {
        open(way);
        List<Connection> writers = writers();
        block();
        List<Started<Integer>> writes = new ArrayList<>();
        for (Connection writer : writers) {
            writes.add(queued(() -> Sql.run(writer, "INSERT INTO t(a) VALUES (" + writes.size() + ")")));
        }
        blocker.commit();
        for (Started<Integer> write : writes) {
            assertEquals(1, write.result());
        }
        assertEquals(2, commitsSinceBlocked());
        assertEquals(2 * WRITERS + 1, database.rows());
        for (int i = 0; i < WRITERS; i++) {
            assertEquals("1 " + (WRITERS + 2 + i) + " 2", counters(writers.get(i)), "of writer " + i);
        }
        Sql.run(writers.get(0), "INSERT INTO t(a) VALUES ('last'), ('but one')");
        assertEquals("2 " + (2 * WRITERS + 3) + " 4", counters(writers.get(0)));
        assertEquals("1 " + (WRITERS + 3) + " 2", counters(writers.get(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"AROUND_PLAIN_DATA_SOURCE", "AROUND_HIKARI", "URL", "URL_IN_HIKARI"})
    void theFirstWritesOfConnectionsToo(WayIn way) throws Exception {
        open(way);
        writer("known");
        List<Connection> fresh = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Connection connection = database.connect();
            open.add(0, connection);
            fresh.add(connection);
        }
        block();
        List<Started<?>> writes = new ArrayList<>();
        for (Connection each : fresh) {
            writes.add(
                    each == fresh.get(0)
                            ? queued(() -> batch(each))
                            : queued(() -> Sql.run(each, "INSERT INTO t(a) VALUES ('" + writes.size() + "')")));
        }
        blocker.commit();
        for (Started<?> write : writes) {
            write.result();
        }
        assertEquals(2, commitsSinceBlocked());
        assertEquals(WRITERS + 3, database.rows());
        assertEquals("2", Sql.text(fresh.get(0), "SELECT total_changes()"));
        assertEquals("1", Sql.text(fresh.get(1), "SELECT total_changes()"));
    }

    /** The rows hold its connection to an old snapshot, on which it could neither write nor see what another one wrote for it. */
    @ParameterizedTest
    @EnumSource(names = {"AROUND_PLAIN_DATA_SOURCE", "URL"})
    void whoHasRowsOpenWritesAndSeesIt(WayIn way) throws Exception {
        open(way);
        List<Connection> writers = writers();
        Connection reader = writers.get(0);
        Actor actor = new Actor("reader");
        open.add(actor);
        ResultSet rows = actor.starts("read", () -> firstOf(reader)).result();
        block();
        Started<Integer> other = queued(() -> Sql.run(writers.get(1), "INSERT INTO t(a) VALUES ('others')"));
        Started<Integer> own = queued(actor, () -> Sql.run(reader, "INSERT INTO t(a) VALUES ('own')"));
        blocker.commit();
        assertEquals(2, other.result() + own.result());
        assertEquals(3, commitsSinceBlocked());
        ResultSet more = actor.starts("read again", () -> firstOf(reader)).result();
        Started<Integer> batch = actor.starts("batch", () -> {
            Sql.run(writers.get(1), "INSERT INTO t(a) VALUES ('again')");
            return batch(reader).length;
        });
        assertEquals(2, batch.result());
        Started<Long> seen = actor.starts(
                "look",
                () -> Sql.ask(reader, "SELECT count(*) FROM t WHERE a IN ('own', 'batch0', 'batch1', 'again')"));
        assertEquals(4, seen.result());
        Started<Integer> rest = actor.starts("read on", () -> rest(rows));
        assertEquals(WRITERS - 1, rest.result());
        assertEquals(
                WRITERS + 2, actor.starts("read on again", () -> rest(more)).result());
    }

    /** Nobody moves rows to memory in which another thread may be reading. */
    @ParameterizedTest
    @EnumSource(names = {"AROUND_PLAIN_DATA_SOURCE", "URL"})
    void whatTheRowsOfAnotherThreadForbidIsExplained(WayIn way) throws Exception {
        open(way);
        List<Connection> writers = writers();
        Connection reader = writers.get(0);
        ResultSet rows = firstOf(reader);
        Sql.run(writers.get(1), "INSERT INTO t(a) VALUES ('others')");
        Actor actor = new Actor("writer");
        open.add(actor);
        Started<Integer> refused = actor.starts("write", () -> Sql.run(reader, "INSERT INTO t(a) VALUES ('own')"));
        StaleSnapshotException failure = assertThrows(StaleSnapshotException.class, refused::result);
        assertTrue(failure.getMessage().contains("Close them"), failure::getMessage);
        assertEquals(WRITERS - 1, rest(rows));
        Started<Integer> repeated =
                actor.starts("write again", () -> Sql.run(reader, "INSERT INTO t(a) VALUES ('own')"));
        assertEquals(1, repeated.result());
    }

    private static ResultSet firstOf(Connection connection) throws SQLException {
        ResultSet rows = connection.createStatement().executeQuery("SELECT id FROM t ORDER BY id");
        assertTrue(rows.next());
        return rows;
    }

    private static int rest(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource(names = {"AROUND_PLAIN_DATA_SOURCE", "URL"})
    void eachGetsItsOwnResult(WayIn way) throws Exception {
        open(way);
        List<Connection> writers = writers();
        block();
        Started<Long> key = queued(() -> generated(writers.get(0)));
        Started<Integer> refused = queued(() -> Sql.run(writers.get(1), "INSERT INTO t(a) VALUES ('first0')"));
        Started<Integer> updated = queued(() -> Sql.run(writers.get(2), "UPDATE t SET a = a || '!' WHERE id < 4"));
        Started<int[]> batch = queued(() -> batch(writers.get(3)));
        blocker.commit();
        assertEquals(WRITERS + 2, key.result());
        SQLException failure = assertThrows(SQLException.class, refused::result);
        assertTrue(failure.getMessage().contains("UNIQUE"), failure::getMessage);
        assertEquals(3, updated.result());
        assertEquals(2, batch.result().length);
        assertEquals(2, commitsSinceBlocked());
        assertEquals("0 2 1", counters(writers.get(1)));
        assertEquals("3 3 4", counters(writers.get(2)));
        assertEquals("1 " + (WRITERS + 4) + " 3", counters(writers.get(3)));
    }

    private static long generated(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO t(a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, "generated");
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertTrue(keys.next());
                return keys.getLong(1);
            }
        }
    }

    private static int[] batch(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(a) VALUES (?)")) {
            for (int i = 0; i < 2; i++) {
                insert.setString(1, "batch" + i);
                insert.addBatch();
            }
            return insert.executeBatch();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AROUND_PLAIN_DATA_SOURCE", "URL"})
    void whatASessionHasOnItsConnectionIsWrittenThere(WayIn way) throws Exception {
        open(way);
        Connection temporary = writer("temporary");
        Sql.execute(temporary, "CREATE TEMP TABLE t(id INTEGER PRIMARY KEY, a)");
        Connection asked = writer("asked");
        Connection settings = writer("settings");
        Sql.execute(settings, "PRAGMA ignore_check_constraints = ON");
        Connection other = writer("other");
        block();
        Started<Integer> first = queued(() -> Sql.run(other, "INSERT INTO t(a) VALUES (1)"));
        assertEquals(1, Sql.run(temporary, "INSERT INTO t(a) VALUES (2)"));
        Started<Integer> beside = queued(() -> Sql.run(temporary, "INSERT INTO main.t(a) VALUES (2)"));
        Started<Integer> counter = queued(() -> Sql.run(asked, "INSERT INTO t(a) VALUES (100 + last_insert_rowid())"));
        Started<Integer> unlike = queued(() -> Sql.run(settings, "INSERT INTO t(a) VALUES (3)"));
        blocker.commit();
        for (Started<Integer> write : List.of(first, beside, counter, unlike)) {
            assertEquals(1, write.result());
        }
        assertEquals(5, commitsSinceBlocked());
        assertEquals(1, Sql.ask(temporary, "SELECT count(*) FROM temp.t"));
        assertEquals(1, database.ask("SELECT count(*) FROM t WHERE a = 102"));
    }

    @ParameterizedTest
    @EnumSource(names = {"AROUND_PLAIN_DATA_SOURCE", "URL"})
    void whoHasTheDriversConnectionWritesOnIt(WayIn way) throws Exception {
        open(way);
        Connection unwrapped = writer("unwrapped");
        DB driver = unwrapped.unwrap(SQLiteConnection.class).getDatabase();
        long changesBefore = driver.total_changes();
        Connection other = writer("other");
        block();
        Started<Integer> first = queued(() -> Sql.run(other, "INSERT INTO t(a) VALUES (1)"));
        Started<Integer> second = queued(() -> Sql.run(unwrapped, "INSERT INTO t(a) VALUES (2)"));
        blocker.commit();
        assertEquals(2, first.result() + second.result());
        assertEquals(3, commitsSinceBlocked());
        assertEquals(changesBefore + 1, driver.total_changes());
    }

    @ParameterizedTest
    @EnumSource(names = "URL")
    void otherOptionsDoNotMix(WayIn way) throws Exception {
        open(way);
        OpenDatabase strict = way.open(file, Map.of("foreign_keys", "ON", "checkpointInterval", "1h"));
        open.add(strict);
        Connection one = writer("one");
        Connection two = writer(strict, "two");
        block();
        Started<Integer> first = queued(() -> Sql.run(one, "INSERT INTO t(a) VALUES (1)"));
        Started<Integer> second = queued(() -> Sql.run(two, "INSERT INTO t(a) VALUES (2)"));
        blocker.commit();
        assertEquals(2, first.result() + second.result());
        assertEquals(3, commitsSinceBlocked());
    }
}
