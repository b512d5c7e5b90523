// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.interleaving.AdaptiveDatabase.read;
import static io.github.safesqlite.interleaving.AdaptiveDatabase.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction of which nothing is known yet begins in the gate, and leaves it to whoever waits as long as it has only read. */
@Timeout(180)
class AdaptiveGivingWayTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private final Pause pause = new Pause();
    private AdaptiveDatabase database;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("app.db");
        database = new AdaptiveDatabase(
                invariants, file, SqliteConfig.builder(file).connectionCustomizer(pause::addTo));
    }

    /** Somebody else writes, while the holder of the gate does nothing. */
    private void meanwhile(String sql) throws Exception {
        try (Actor writer = new Actor("writer")) {
            assertEquals(1, writer.gets("writes", () -> Sql.run(database.source, sql)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileItIdles(AdaptiveDatabase.Begin begin) throws Exception {
        try (Connection reader = database.source.getConnection()) {
            begin.begin(reader);
            assertEquals(0, Sql.ask(reader, read(1)));
            assertFalse(database.isGateFree());
            meanwhile(write(1));
            assertTrue(database.isGateFree());
            assertEquals(0, Sql.ask(reader, read(1)), "still the same snapshot");
            begin.commit(reader);
            assertEquals(1, Sql.ask(reader, read(1)));
            reader.setAutoCommit(true);
        }
    }

    @Test
    void whileAResultSetIsOpen() throws Exception {
        try (Connection reader = database.transaction();
                Statement query = reader.createStatement();
                ResultSet rows = query.executeQuery("SELECT v FROM t")) {
            assertTrue(rows.next());
            meanwhile("UPDATE t SET v = v + 1 WHERE id > 0 AND id < 2");
            meanwhile(write(3));
            assertTrue(rows.next());
            assertTrue(rows.next());
            assertEquals(0, rows.getInt(1), "still the same snapshot");
            assertFalse(rows.next());
            reader.commit();
        }
    }

    @Test
    void whileItsStatementIsInSqlite() throws Exception {
        try (Connection reader = database.transaction();
                Actor actor = new Actor("reader")) {
            var reads = actor.starts("reads", () -> Sql.ask(reader, "SELECT pause() + v FROM t WHERE id = 1"));
            pause.untilReached();
            meanwhile(write(1));
            pause.goOn();
            assertEquals(1, reads.result(), "pause() is 1, and v was 0");
            actor.does("commits", reader::commit);
        }
    }

    /** What is in the middle of a query for long is a report: others do not wait for as long as between queries. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soonInTheMiddleOfAQuery(boolean inSqlite) throws Exception {
        Path file = folder.resolve("patient.db");
        AdaptiveDatabase patient = new AdaptiveDatabase(
                invariants,
                file,
                SqliteConfig.builder(file).connectionCustomizer(pause::addTo).giveWayAfter(Duration.ofSeconds(1)));
        try (Connection reader = patient.transaction();
                Statement query = reader.createStatement();
                Actor actor = new Actor("reader");
                Actor writer = new Actor("writer")) {
            var reads = actor.starts(
                    "reads",
                    () -> query.executeQuery(inSqlite ? "SELECT pause() FROM t WHERE id = 1" : "SELECT v FROM t"));
            if (inSqlite) {
                pause.untilReached();
            } else {
                assertTrue(reads.result().next());
            }
            long begun = System.nanoTime();
            assertEquals(1, writer.gets("writes", () -> Sql.run(patient.source, write(1))));
            assertTrue(System.nanoTime() - begun < Duration.ofSeconds(8).toNanos(), "between queries it takes 10 s");
            if (inSqlite) {
                pause.goOn();
            }
            reads.result().close();
            actor.does("commits", reader::commit);
        }
    }

    @Test
    void andThenWritesBecauseSomethingElseHasChanged() throws Exception {
        try (Connection reader = database.transaction()) {
            Sql.ask(reader, read(1));
            meanwhile(write(2));
            Sql.run(reader, write(1));
            assertEquals(1, Sql.ask(reader, read(2)));
            reader.commit();
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void andThenIsToldWhatHasChanged() throws Exception {
        try (Connection reader = database.transaction()) {
            Sql.ask(reader, read(1));
            meanwhile(write(1));
            database.assertConflict("SELECT v FROM t", reader, () -> Sql.run(reader, write(1)));
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void notAgainAfterThatHasMadeOneFail() throws Exception {
        andThenIsToldWhatHasChanged();
        try (Connection writer = database.transaction();
                Actor other = new Actor("other")) {
            Sql.ask(writer, read(1));
            var write = other.starts("writes", () -> Sql.run(database.source, write(1)));
            Waiting.untilWaiting(database.source, 1);
            long end = System.nanoTime() + Duration.ofMillis(30).toNanos();
            while (System.nanoTime() - end < 0) {
                assertEquals(1, Sql.ask(writer, read(1)), "nobody comes in between");
            }
            assertFalse(write.isDone());
            Sql.run(writer, write(1));
            writer.commit();
            assertEquals(1, write.result());
        }
        assertEquals(3, database.value(1));
    }

    @Test
    void andThenWaitsForTheOneWhoCameIn() throws Exception {
        try (Connection reader = database.transaction();
                Connection writer = database.transaction();
                Actor other = new Actor("writer");
                Actor actor = new Actor("reader")) {
            actor.does("reads", () -> Sql.ask(reader, read(1)));
            other.does("writes", () -> Sql.run(writer, write(2)));
            var write = actor.starts("writes", () -> Sql.run(reader, write(1)));
            Waiting.untilWaiting(database.source, 1);
            assertFalse(write.isDone());
            other.does("commits", writer::commit);
            assertEquals(1, write.result());
            actor.does("commits", reader::commit);
        }
        assertEquals(1, database.value(1));
        assertEquals(1, database.value(2));
    }

    @Test
    void notAfterItsFirstWrite() throws Exception {
        try (Connection writer = database.transaction();
                Actor other = new Actor("other")) {
            Sql.ask(writer, read(1));
            Sql.run(writer, write(1));
            var write = other.starts("writes", () -> Sql.run(database.source, write(1)));
            Waiting.untilWaiting(database.source, 1);
            other.untilParked();
            for (int i = 2; i <= 50; i++) {
                Sql.run(writer, write(1));
                assertEquals(i, Sql.ask(writer, read(1)), "nobody comes in between");
            }
            assertFalse(write.isDone());
            writer.commit();
            assertEquals(1, write.result());
        }
        assertEquals(51, database.value(1));
    }

    @Test
    void aRefusedFirstWriteKeepsItInTheGate() throws Exception {
        try (Connection writer = database.transaction()) {
            Sql.ask(writer, read(1));
            assertThrows(SQLException.class, () -> Sql.run(writer, "INSERT INTO t VALUES (1, 1)"));
            assertFalse(database.isGateFree());
            Sql.run(writer, write(1));
            writer.commit();
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void savepointsAreStillThere() throws Exception {
        try (Connection reader = database.transaction()) {
            Sql.ask(reader, read(1));
            Sql.run(reader, "SAVEPOINT a");
            meanwhile(write(2));
            Sql.run(reader, write(1));
            Sql.run(reader, "ROLLBACK TO a");
            assertEquals(0, Sql.ask(reader, read(1)));
            reader.commit();
        }
        assertEquals(0, database.value(1));
    }

    @Test
    void aTransactionThatOnlyReadsLeavesTheGateAtItsEnd() throws Exception {
        try (Connection reader = database.transaction()) {
            Sql.ask(reader, read(1));
            assertFalse(database.isGateFree());
            reader.commit();
            assertTrue(database.isGateFree());
            Sql.ask(reader, read(1));
            reader.rollback();
            assertTrue(database.isGateFree());
            Sql.ask(reader, read(1));
        }
        assertTrue(database.isGateFree(), "closed");
    }

    @Test
    void manyMayWaitBehindIt() throws Exception {
        try (Connection reader = database.transaction();
                Actor first = new Actor("first");
                Actor second = new Actor("second")) {
            Sql.ask(reader, read(1));
            var one = first.starts("writes", () -> Sql.run(database.source, write(1)));
            var two = second.starts("writes", () -> Sql.run(database.source, write(2)));
            assertEquals(1, one.result());
            assertEquals(1, two.result());
            assertEquals(0, Sql.ask(reader, "SELECT sum(v) FROM t"));
            reader.commit();
        }
    }

    /** Two that have both given way and want to write the same row. */
    @Test
    void ofTwoThatGaveWayOneWins() throws Exception {
        try (Connection one = database.transaction();
                Connection other = database.transaction();
                Actor actor = new Actor("other")) {
            Sql.ask(one, read(1));
            actor.does("reads", () -> Sql.ask(other, "SELECT max(v) FROM t WHERE id = 1"));
            meanwhile(write(2));
            Sql.run(one, write(1));
            one.commit();
            database.assertConflict(
                    "SELECT max(v) FROM t", other, () -> actor.gets("writes", () -> Sql.run(other, write(1))));
        }
        assertEquals(1, database.value(1));
    }

    /** It waits for the first one also when that has given way to others. */
    @Test
    void theNextOneOfItsKindGoesByWhatItDid() throws Exception {
        try (Connection one = database.transaction();
                Connection other = database.transaction();
                Actor actor = new Actor("other")) {
            Sql.ask(one, read(1));
            var read = actor.starts("reads", () -> Sql.ask(other, read(1)));
            actor.untilParked();
            meanwhile(write(2));
            assertTrue(database.isGateFree(), "it has given way");
            assertFalse(read.isDone());
            Sql.run(one, write(1));
            one.commit();
            assertEquals(1, read.result());
            assertFalse(database.isGateFree(), "it is known to write");
            actor.does("writes", () -> Sql.run(other, write(1)));
            actor.does("commits", other::commit);
        }
        assertEquals(2, database.value(1));
    }

    /** A job queue mostly finds nothing; two that find the same job are not to fail each other. */
    @Test
    void thoseThatFoundNothingTellNothingOfOneThatFindsSomething() throws Exception {
        String nextJob = "SELECT id FROM t WHERE v = 7 LIMIT 1";
        for (int i = 0; i < 20; i++) {
            database.known(nextJob);
        }
        meanwhile("UPDATE t SET v = 7 WHERE id = 2");
        try (Connection one = database.transaction();
                Connection other = database.transaction();
                Actor actor = new Actor("other")) {
            assertEquals(2, Sql.ask(one, nextJob));
            var read = actor.starts("looks for a job", () -> Sql.text(other, nextJob));
            actor.untilParked();
            Sql.run(one, "UPDATE t SET v = 0 WHERE id = 2");
            one.commit();
            assertNull(read.result(), "the job is taken");
            actor.does("commits", other::commit);
        }
    }

    @Test
    void theNextOneReadsBesideItWhenThatIsKnown() throws Exception {
        database.known(read(1));
        try (Connection one = database.transaction();
                Connection other = database.transaction();
                Actor actor = new Actor("other")) {
            Sql.ask(one, read(1));
            assertEquals(0, actor.gets("reads", () -> Sql.ask(other, read(2))));
            assertTrue(database.isGateFree());
            actor.does("commits", other::commit);
        }
    }

    /** A transaction that could not begin is over for those who wait. */
    @Test
    void nobodyWaitsForOneThatCouldNotBegin() throws Exception {
        try (Connection holder = database.transaction();
                Connection one = database.transaction();
                Connection other = database.transaction();
                Actor actor = new Actor("actor")) {
            Sql.run(holder, write(3));
            try (Statement query = one.createStatement()) {
                var cancelled = actor.starts(
                        "reads", () -> assertThrows(SQLException.class, () -> query.executeQuery(read(1))));
                Waiting.untilWaiting(database.source, 1);
                query.cancel();
                cancelled.result();
            }
            holder.commit();
            assertEquals(0, Sql.ask(other, read(1)));
        }
    }

    @Test
    void whoWaitsForTheFirstOneCanBeCancelled() throws Exception {
        try (Connection one = database.transaction();
                Connection other = database.transaction();
                Statement query = other.createStatement();
                Actor actor = new Actor("actor")) {
            Sql.ask(one, read(1));
            var cancelled =
                    actor.starts("reads", () -> assertThrows(SQLException.class, () -> query.executeQuery(read(1))));
            actor.untilParked();
            query.cancel();
            cancelled.result();
            assertFalse(database.isGateFree(), "nobody waited at the gate");
        }
    }

    @Test
    void anotherProcessThatWritesMakesTheNextOneTakeTheLock() throws Exception {
        try (Connection reader = database.transaction();
                Connection foreign = Sql.foreign(database.source)) {
            Sql.ask(reader, read(1));
            Sql.run(foreign, write(2));
            Sql.run(reader, write(1));
            reader.commit();
            Sql.ask(reader, read(1));
            Sql.execute(foreign, "PRAGMA busy_timeout = 0");
            SQLException busy = assertThrows(SQLException.class, () -> Sql.run(foreign, write(2)));
            assertEquals(Sql.BUSY, busy.getErrorCode());
            reader.commit();
        }
        assertEquals(1, database.value(1));
    }

    /** The inner transaction of one thread gets in at once. */
    @Test
    void toAnInnerTransactionOfItsThread() throws Exception {
        try (Connection outer = database.transaction();
                Connection inner = database.transaction()) {
            assertEquals(0, Sql.ask(outer, read(1)));
            Sql.run(inner, write(2));
            inner.commit();
            assertEquals(0, Sql.ask(outer, read(2)));
            Sql.run(outer, write(1));
            outer.commit();
        }
        assertEquals(1, database.value(1));
        assertEquals(1, database.value(2));
    }
}
