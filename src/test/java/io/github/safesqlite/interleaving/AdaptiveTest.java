// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.interleaving.AdaptiveDatabase.read;
import static io.github.safesqlite.interleaving.AdaptiveDatabase.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A transaction that is known to read begins beside the writer. If it writes after all, it goes on as if it had begun now, or is
 * told what has changed.
 */
@Timeout(180)
class AdaptiveTest {
    private static final String RANGE = "SELECT id, v FROM t WHERE id BETWEEN 1 AND 10 ORDER BY id";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private AdaptiveDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = new AdaptiveDatabase(invariants, folder.resolve("app.db"));
    }

    /** Somebody else changes something, in autocommit. */
    private void meanwhile(String sql) throws SQLException {
        Sql.run(database.source, sql);
    }

    @Test
    void oneThatIsKnownToReadWaitsForNobody() throws Exception {
        database.known(read(1));
        try (Connection writer = database.transaction();
                Connection reader = database.transaction()) {
            Sql.run(writer, write(1));
            try (Actor other = new Actor("reader")) {
                assertEquals(0, other.gets("reads", () -> Sql.ask(reader, read(1))));
                assertEquals(0, other.gets("reads more", () -> Sql.ask(reader, read(2))));
                other.does("commits", reader::commit);
            }
            writer.commit();
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void literalsDoNotTellTransactionsApart() throws Exception {
        database.known(read(1));
        try (Connection reader = database.transaction()) {
            Sql.ask(reader, read(2));
            assertTrue(database.isGateFree());
        }
    }

    @Test
    void itWritesWhenNothingHasChanged() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            assertTrue(database.isGateFree());
            Sql.run(reader, write(1));
            assertFalse(database.isGateFree());
            reader.commit();
        }
        assertEquals(1, database.value(1));
    }

    @ParameterizedTest
    @EnumSource
    void itWritesWhenSomethingElseHasChanged(AdaptiveDatabase.Begin begin) throws Exception {
        database.known(read(1));
        try (Connection reader = database.source.getConnection()) {
            begin.begin(reader);
            Sql.ask(reader, read(1));
            meanwhile(write(2));
            Sql.run(reader, write(1));
            assertEquals(1, Sql.ask(reader, read(2)), "it is on the newest state");
            begin.commit(reader);
        }
        assertEquals(1, database.value(1));
        assertEquals(1, database.value(2));
    }

    @ParameterizedTest
    @EnumSource
    void itIsToldWhatHasChanged(AdaptiveDatabase.Begin begin) throws Exception {
        database.known(read(1));
        try (Connection reader = database.source.getConnection()) {
            begin.begin(reader);
            Sql.ask(reader, read(1));
            meanwhile(write(1));
            StaleSnapshotException stale = assertThrows(StaleSnapshotException.class, () -> Sql.run(reader, write(1)));
            assertTrue(stale.getMessage().contains("SELECT v FROM t WHERE id = "), stale.getMessage());
            assertEquals("40001", stale.getSQLState());
            assertTrue(database.isGateFree());
            begin.rollBack(reader);
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void theNextOneBeginsInTheGate() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            meanwhile(write(1));
            database.assertConflict("SELECT v FROM t", reader, () -> Sql.run(reader, write(1)));
            assertEquals(1, Sql.ask(reader, read(1)));
            assertFalse(database.isGateFree(), "it is expected to write now");
            Sql.run(reader, write(1));
            reader.commit();
        }
        assertEquals(2, database.value(1));
    }

    @Test
    void eachReadCounts() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            Sql.ask(reader, RANGE);
            Sql.ask(reader, "SELECT count(*) FROM t WHERE v > 0");
            meanwhile(write(3));
            database.assertConflict("SELECT id, v FROM t", reader, () -> Sql.run(reader, write(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eachSetOfParametersCounts(int changed) throws Exception {
        database.known(read(1));
        try (Connection reader = database.transaction();
                PreparedStatement query = reader.prepareStatement("SELECT v FROM t WHERE id = ?")) {
            readFirstTwo(query);
            meanwhile(write(changed));
            database.assertConflict("SELECT v FROM t", reader, () -> Sql.run(reader, write(1)));
        }
    }

    @Test
    void parametersThatWereSetAndNotRunDoNotCount() throws Exception {
        database.known(read(1));
        try (Connection reader = database.transaction();
                PreparedStatement query = reader.prepareStatement("SELECT v FROM t WHERE id = ?")) {
            readFirstTwo(query);
            query.setInt(1, 3);
            meanwhile(write(3));
            Sql.run(reader, write(1));
            reader.commit();
        }
        assertEquals(1, database.value(1));
    }

    private static void readFirstTwo(PreparedStatement query) throws SQLException {
        for (int id = 1; id <= 2; id++) {
            query.setInt(1, id);
            try (ResultSet row = query.executeQuery()) {
                assertTrue(row.next());
                assertEquals(0, row.getInt(1));
            }
        }
    }

    /** What is handed out counts, not what is stored. */
    @Test
    void aReadThatGivesTheSameIsUnchanged() throws Exception {
        try (Connection reader = database.knownReader("SELECT count(*) FROM t")) {
            meanwhile(write(1));
            Sql.run(reader, write(1));
            reader.commit();
        }
        assertEquals(2, database.value(1));
    }

    @Test
    void aPhantomIsAChange() throws Exception {
        try (Connection reader = database.knownReader(RANGE)) {
            meanwhile("INSERT INTO t VALUES (7, 0)");
            database.assertConflict("SELECT id, v FROM t", reader, () -> Sql.run(reader, write(1)));
        }
    }

    @Test
    void aRowOutsideOfTheRangeIsNone() throws Exception {
        try (Connection reader = database.knownReader(RANGE)) {
            meanwhile("INSERT INTO t VALUES (11, 0)");
            Sql.run(reader, write(1));
            reader.commit();
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void ofTwoThatReadTheSameRowOneWins() throws Exception {
        try (Connection first = database.knownReader(read(1));
                Connection second = database.knownReader("SELECT v + 0 FROM t WHERE id = 1");
                Actor other = new Actor("second")) {
            Sql.run(first, write(1));
            var write = other.starts("writes", () -> Sql.run(second, write(1)));
            Waiting.untilWaiting(database.source, 1);
            first.commit();
            database.assertConflict("SELECT v + ", second, write::result);
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void twoThatReadDifferentRowsBothWrite() throws Exception {
        try (Connection first = database.knownReader(read(1));
                Connection second = database.knownReader("SELECT v + 0 FROM t WHERE id = 2");
                Actor other = new Actor("second")) {
            Sql.run(first, write(1));
            var write = other.starts("writes", () -> Sql.run(second, write(2)));
            Waiting.untilWaiting(database.source, 1);
            first.commit();
            assertEquals(1, write.result());
            second.commit();
        }
        assertEquals(1, database.value(1));
        assertEquals(1, database.value(2));
    }

    @Test
    void savepointsGoAlong() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            Savepoint outer = reader.setSavepoint("outer one");
            Sql.ask(reader, read(3));
            Savepoint inner = reader.setSavepoint();
            meanwhile(write(2));
            Sql.run(reader, write(1));
            reader.rollback(inner);
            assertEquals(0, Sql.ask(reader, read(1)));
            Sql.run(reader, write(3));
            reader.releaseSavepoint(inner);
            reader.rollback(outer);
            assertEquals(0, Sql.ask(reader, read(3)));
            Sql.run(reader, write(3));
            reader.commit();
        }
        assertEquals(0, database.value(1));
        assertEquals(1, database.value(2));
        assertEquals(1, database.value(3));
    }

    @Test
    void savepointsBySqlGoAlong() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            Sql.run(reader, "SAVEPOINT a");
            Sql.run(reader, "SAVEPOINT \"a b\"");
            Sql.run(reader, "SAVEPOINT a");
            meanwhile(write(2));
            Sql.run(reader, write(1));
            Sql.run(reader, "ROLLBACK TO \"a b\"");
            assertEquals(0, Sql.ask(reader, read(1)));
            Sql.run(reader, write(3));
            Sql.run(reader, "RELEASE a");
            reader.commit();
        }
        assertEquals(0, database.value(1));
        assertEquals(1, database.value(3));
    }

    @Test
    void theFirstWriteMayReturnRows() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            meanwhile(write(2));
            assertEquals(11, Sql.ask(reader, "UPDATE t SET v = v + 10 WHERE id = 2 RETURNING v"));
            reader.commit();
        }
        assertEquals(11, database.value(2));
    }

    @Test
    void theFirstWriteMayBeABatch() throws Exception {
        try (Connection reader = database.knownReader(read(1));
                Statement batch = reader.createStatement()) {
            meanwhile(write(2));
            batch.addBatch(write(1));
            batch.addBatch(write(2));
            assertEquals(2, batch.executeBatch().length);
            reader.commit();
        }
        assertEquals(1, database.value(1));
        assertEquals(2, database.value(2));
    }

    @Test
    void theFirstWriteMayBeAPreparedBatch() throws Exception {
        try (Connection reader = database.knownReader(read(1));
                PreparedStatement batch = reader.prepareStatement("UPDATE t SET v = v + 1 WHERE id = ?")) {
            meanwhile(write(2));
            for (int id = 1; id <= 3; id++) {
                batch.setInt(1, id);
                batch.addBatch();
            }
            assertEquals(3, batch.executeBatch().length);
            reader.commit();
        }
        assertEquals(1, database.value(1));
        assertEquals(2, database.value(2));
    }

    @Test
    void aBatchIsToldWhatHasChanged() throws Exception {
        try (Connection reader = database.knownReader(read(1));
                Statement batch = reader.createStatement()) {
            meanwhile(write(1));
            batch.addBatch(write(1));
            batch.addBatch(write(2));
            assertThrows(SQLException.class, batch::executeBatch);
            reader.rollback();
        }
        assertEquals(1, database.value(1));
        assertEquals(0, database.value(2));
    }

    @Test
    void generatedKeysAndCountersAreThoseOfTheWrite() throws Exception {
        try (Connection reader = database.knownReader(read(1));
                Statement insert = reader.createStatement()) {
            meanwhile("INSERT INTO t VALUES (50, 0)");
            assertEquals(1, insert.executeUpdate("INSERT INTO t (v) VALUES (9)", Statement.RETURN_GENERATED_KEYS));
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertTrue(keys.next());
                assertEquals(51, keys.getLong(1));
            }
            assertEquals(1, Sql.ask(reader, "SELECT changes()"));
            assertEquals(51, Sql.ask(reader, "SELECT last_insert_rowid()"));
            reader.commit();
        }
    }

    /** What it had not read it may collide with, as if it had begun now. */
    @Test
    void theFirstWriteMayBreakAConstraintOfTheNewestState() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            meanwhile("INSERT INTO t VALUES (7, 0)");
            SQLException twice = assertThrows(SQLException.class, () -> Sql.run(reader, "INSERT INTO t VALUES (7, 1)"));
            assertTrue(twice.getMessage().contains("UNIQUE"), twice.getMessage());
            Sql.run(reader, write(7));
            reader.commit();
        }
        assertEquals(1, database.value(7));
    }

    @Test
    void aResultSetThatIsOpenGoesOn() throws Exception {
        database.known(RANGE);
        try (Connection reader = database.transaction();
                Statement query = reader.createStatement();
                ResultSet rows = query.executeQuery(RANGE)) {
            assertTrue(rows.next());
            meanwhile("INSERT INTO t VALUES (11, 0)");
            Sql.run(reader, write(11));
            assertTrue(rows.next());
            assertTrue(rows.next());
            assertEquals(3, rows.getInt(1));
            assertEquals(0, rows.getInt(2));
            assertFalse(rows.next());
            reader.commit();
        }
        assertEquals(1, database.value(11));
    }

    @Test
    void aChangeBehindTheRowsThatWereFetchedIsAChange() throws Exception {
        database.known(RANGE);
        try (Connection reader = database.transaction();
                Statement query = reader.createStatement();
                ResultSet rows = query.executeQuery(RANGE)) {
            assertTrue(rows.next());
            meanwhile(write(3));
            database.assertConflict("SELECT id, v FROM t", reader, () -> Sql.run(reader, write(1)));
        }
    }

    @Test
    void aSchemaThatChangedElsewhereIsNone() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            meanwhile("CREATE TABLE other (n)");
            Sql.run(reader, write(1));
            Sql.run(reader, "INSERT INTO other VALUES (1)");
            reader.commit();
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void aColumnThatWasAddedToWhatWasReadIsAChange() throws Exception {
        try (Connection reader = database.knownReader("SELECT * FROM t WHERE id = 1")) {
            meanwhile("ALTER TABLE t ADD COLUMN w DEFAULT 5");
            database.assertConflict("SELECT * FROM t", reader, () -> Sql.run(reader, write(1)));
        }
    }

    @Test
    void aColumnThatWasNotReadIsNone() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            meanwhile("ALTER TABLE t ADD COLUMN w DEFAULT 5");
            Sql.run(reader, write(1));
            assertEquals(5, Sql.ask(reader, "SELECT w FROM t WHERE id = 1"));
            reader.commit();
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void aTableThatIsGoneIsAChange() throws Exception {
        meanwhile("CREATE TABLE other (n)");
        try (Connection reader = database.knownReader("SELECT count(*) FROM other")) {
            meanwhile("DROP TABLE other");
            database.assertConflict("SELECT count(*) FROM other", reader, () -> Sql.run(reader, write(1)));
        }
    }

    @Test
    void aSchemaThatWasReadAsATableCounts() throws Exception {
        try (Connection reader = database.knownReader("SELECT count(*) FROM sqlite_schema")) {
            meanwhile("CREATE TABLE other (n)");
            database.assertConflict("SELECT count(*) FROM sqlite_schema", reader, () -> Sql.run(reader, write(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT random() FROM t",
                "SELECT datetime('now') FROM t",
                "SELECT v FROM t WHERE id = 1 AND CURRENT_TIMESTAMP > '2000'",
                "SELECT changes() FROM t",
                "SELECT last_insert_rowid() FROM t"
            })
    void whatCannotBeReadAgainIsAChangeWhenAnythingHasChanged(String sql) throws Exception {
        try (Connection reader = database.knownReader(sql)) {
            Sql.run(reader, write(1));
            reader.commit();
        }
        try (Connection reader = database.knownReader(read(3))) {
            Sql.execute(reader, sql);
            meanwhile(write(2));
            database.assertUnknown(reader, () -> Sql.run(reader, write(1)));
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void metadataCannotBeReadAgain() throws Exception {
        try (Connection reader = database.knownReader(read(3))) {
            try (ResultSet tables = reader.getMetaData().getTables(null, null, "t", null)) {
                assertTrue(tables.next());
            }
            meanwhile(write(2));
            database.assertUnknown(reader, () -> Sql.run(reader, write(1)));
        }
    }

    @Test
    void whatWasWrittenToATemporaryTableIsNotStoredInBetween() throws Exception {
        try (Connection reader = database.source.getConnection()) {
            Sql.run(reader, "CREATE TEMP TABLE scratch (n)");
            database.known(read(1));
            reader.setAutoCommit(false);
            Sql.ask(reader, read(1));
            Sql.run(reader, "INSERT INTO scratch VALUES (1)");
            meanwhile(write(2));
            database.assertUnknown(reader, () -> Sql.run(reader, write(1)));
            assertEquals(0, Sql.ask(reader, "SELECT count(*) FROM scratch"));
            Sql.run(reader, "INSERT INTO scratch VALUES (2)");
            Sql.run(reader, write(1));
            reader.commit();
            assertEquals(1, Sql.ask(reader, "SELECT count(*) FROM scratch"));
        }
        assertEquals(1, database.value(1));
    }

    /** SQLite forgets it at each COMMIT. */
    @Test
    void foreignKeysThatWereDeferredStayDeferred() throws Exception {
        meanwhile("CREATE TABLE child (t REFERENCES t (id))");
        try (Connection reader = database.source.getConnection()) {
            Sql.execute(reader, "PRAGMA foreign_keys = ON");
            database.known(read(1));
            reader.setAutoCommit(false);
            Sql.ask(reader, read(1));
            Sql.execute(reader, "PRAGMA defer_foreign_keys = ON");
            meanwhile(write(2));
            try {
                Sql.run(reader, "INSERT INTO child VALUES (100)");
                Sql.run(reader, "INSERT INTO t VALUES (100, 0)");
                reader.commit();
            } catch (StaleSnapshotException again) {
                reader.rollback();
            }
        }
        assertEquals(
                Sql.ask(database.source, "SELECT count(*) FROM child"),
                Sql.ask(database.source, "SELECT count(*) FROM t WHERE id = 100"));
    }

    @Test
    void anotherProcessMayChangeSomethingElse() throws Exception {
        try (Connection reader = database.knownReader(read(1));
                Connection foreign = Sql.foreign(database.source)) {
            Sql.run(foreign, write(2));
            Sql.run(reader, write(1));
            reader.commit();
            Sql.ask(reader, read(1));
        }
        assertEquals(1, database.value(1));
        assertEquals(1, database.value(2));
    }

    @Test
    void anotherProcessMayChangeWhatWasRead() throws Exception {
        try (Connection reader = database.knownReader(read(1));
                Connection foreign = Sql.foreign(database.source)) {
            Sql.run(foreign, write(1));
            database.assertConflict("SELECT v FROM t", reader, () -> Sql.run(reader, write(1)));
        }
        assertEquals(1, database.value(1));
    }

    /** The write of the same thread is nothing that anybody has to wait for. */
    @Test
    void aWriteOfTheSameThreadIsLikeAnyOther() throws Exception {
        try (Connection reader = database.knownReader(read(1))) {
            meanwhile(write(2));
            Sql.run(reader, write(1));
            reader.commit();
        }
        try (Connection reader = database.knownReader("SELECT v + 0 FROM t WHERE id = 1")) {
            meanwhile(write(1));
            database.assertConflict("SELECT v + ", reader, () -> Sql.run(reader, write(1)));
        }
    }
}
