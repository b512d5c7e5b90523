// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.change.CommittedChanges;
import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

@Timeout(180)
class PhysicalConnectionTest {
    @TempDir
    Path folder;

    private final List<Boolean> prepared = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final SchemaChanges schema = new SchemaChanges();
    private PhysicalConnection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = another();
        connection.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(a)");
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private PhysicalConnection another() throws SQLException {
        var listener = new InlineListener() {
            @Override
            public void statementPrepared(boolean fromCache) {
                prepared.add(fromCache);
            }

            @Override
            public void physicalConnectionClosed(long connectionId, String reason) {
                closed.add(reason);
            }
        };
        var properties = new Properties();
        properties.setProperty("jdbc.get_generated_keys", "false");
        properties.setProperty("busy_timeout", "0");
        return new PhysicalConnection(
                JDBC.createConnection("jdbc:sqlite:" + folder.resolve("app.db"), properties),
                false,
                new NativeMemory(2, 1 << 20, PageCaches.of(Optional.empty(), Map.of())),
                schema,
                new CommittedChanges(),
                Ticker.system(),
                Listeners.of(listener));
    }

    private static SqlStatement sql(String text) {
        return SqlScript.parse(text).single();
    }

    @Test
    void transactionsAreOursAndTheDriverStaysInAutocommit() throws SQLException {
        assertFalse(connection.inTransaction());
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        assertTrue(connection.inTransaction());
        assertTrue(connection.delegate().getAutoCommit());
        connection.execute("INSERT INTO t VALUES (1)");
        connection.execute(ControlStatement.ROLLBACK);
        assertFalse(connection.inTransaction());
        assertEquals(0, count());
        connection.execute(ControlStatement.BEGIN_DEFERRED);
        connection.execute("INSERT INTO t VALUES (1)");
        connection.execute(ControlStatement.COMMIT);
        assertEquals(1, count());
        assertEquals(1, connection.counters().lastInsertRowId());
    }

    @Test
    void attachedFilesAreFoundWhileTheMainOneIsLocked() throws SQLException {
        connection.execute("PRAGMA journal_mode=DELETE");
        connection.attachedChanged();
        Path more = folder.resolve("more.db");
        connection.execute("ATTACH '" + more + "' AS more");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            Sql.execute(other, "BEGIN EXCLUSIVE");
            assertThrows(SQLException.class, () -> connection.execute("SELECT a FROM t"));
            connection.attachedMayHaveChanged();
            assertEquals(1, connection.attached().writable().size());
            Sql.execute(other, "ROLLBACK");
        }
    }

    @Test
    void aRefusedBeginCarriesSqlitesCode() throws SQLException {
        PhysicalConnection other = another();
        other.execute(ControlStatement.BEGIN_IMMEDIATE);
        for (int attempt = 0; attempt < 3; attempt++) {
            var busy = assertThrows(SQLException.class, () -> connection.execute(ControlStatement.BEGIN_IMMEDIATE));
            assertTrue(SqliteErrors.isBusy(busy), busy.toString());
        }
        other.execute(ControlStatement.COMMIT);
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        connection.execute(ControlStatement.COMMIT);
        var none = assertThrows(SQLException.class, () -> connection.execute(ControlStatement.COMMIT));
        assertTrue(none.getMessage().contains("no transaction is active"), none.getMessage());
        other.close();
    }

    @Test
    void dataVersionChangesWithAnothersCommit() throws SQLException {
        PhysicalConnection other = another();
        int before = connection.dataVersion();
        connection.execute("INSERT INTO t VALUES (1)");
        assertEquals(before, connection.dataVersion());
        other.execute("INSERT INTO t VALUES (2)");
        assertTrue(connection.dataVersion() != before);
        other.close();
    }

    @Test
    void statementsAreReusedLeastRecentlyUsedAreClosed() throws SQLException {
        CachedStatement one = cycle("SELECT 1");
        CachedStatement two = cycle("SELECT 2");
        assertSame(one, cycle("SELECT 1"));
        cycle("SELECT 3");
        assertTrue(two.driver().isClosed());
        assertSame(one, cycle("SELECT 1"));
        assertEquals(List.of(false, false, true, false, true), prepared);
    }

    private CachedStatement cycle(String text) throws SQLException {
        CachedStatement statement = connection.statements().borrow(sql(text));
        connection.statements().giveBack(statement, true);
        return statement;
    }

    @Test
    void aTextBorrowedTwiceGetsTwoStatements() throws SQLException {
        CachedStatement first = connection.statements().borrow(sql("SELECT 1"));
        CachedStatement second = connection.statements().borrow(sql("SELECT 1"));
        assertNotSame(first, second);
        connection.statements().giveBack(first, true);
        connection.statements().giveBack(second, true);
        assertFalse(first.driver().isClosed());
        assertTrue(second.driver().isClosed());
    }

    @Test
    void whatABorrowerSetIsGoneForTheNext() throws SQLException {
        CachedStatement first = connection.statements().borrow(sql("SELECT ? UNION ALL SELECT 7 UNION ALL SELECT 8"));
        first.driver().setString(1, "secret");
        first.driver().setMaxRows(1);
        ResultSet halfRead = first.driver().executeQuery();
        assertTrue(halfRead.next());
        connection.statements().giveBack(first, true);
        CachedStatement again = connection.statements().borrow(sql("SELECT ? UNION ALL SELECT 7 UNION ALL SELECT 8"));
        assertSame(first, again);
        assertEquals(0, again.driver().getMaxRows());
        try (ResultSet rows = again.driver().executeQuery()) {
            assertTrue(rows.next());
            assertNull(rows.getString(1));
            assertTrue(rows.next());
            assertTrue(rows.next());
        }
        connection.statements().giveBack(again, true);
    }

    /** Runs it with these values, and reads so many of its rows. */
    private List<String> read(int most, String text, Object... values) throws SQLException {
        CachedStatement statement = connection.statements().borrow(sql(text));
        ResultSet rows = connection.statements().query(statement, values);
        List<String> read = new ArrayList<>();
        while (read.size() < most && rows.next()) {
            read.add(rows.getString(1));
        }
        connection.statements().giveBack(statement, true);
        return read;
    }

    @Test
    void parameterWithoutValueIsNullAndNotWhatItWasBefore() throws SQLException {
        assertEquals(List.of("secret"), read(1, "SELECT coalesce(?, 'none')", "secret"));
        assertEquals(List.of("none"), read(1, "SELECT coalesce(?, 'none')"));
        assertEquals(List.of(false, true), prepared);
    }

    @Test
    void statementThatIsGivenBackHalfReadBeginsAnew() throws SQLException {
        assertEquals(List.of("1"), read(1, "SELECT 1 UNION ALL SELECT 2"));
        assertEquals(List.of("1", "2"), read(9, "SELECT 1 UNION ALL SELECT 2"));
        assertEquals(List.of(false, true), prepared);
    }

    @Test
    void aHalfReadResultIsResetWhenItsStatementIsGivenBack() throws SQLException {
        connection.execute("INSERT INTO t VALUES (1), (2), (3)");
        CachedStatement reader = connection.statements().borrow(sql("SELECT a FROM t"));
        assertTrue(reader.driver().executeQuery().next());
        PhysicalConnection other = another();
        other.execute("INSERT INTO t VALUES (4)");
        assertThrows(SQLException.class, () -> connection.execute("INSERT INTO t VALUES (5)"), "stale snapshot");
        connection.statements().giveBack(reader, true);
        connection.execute("INSERT INTO t VALUES (5)");
        other.close();
    }

    @Test
    void aStatementThatTheDriverFinalizedIsNotKept() throws SQLException {
        connection.execute("PRAGMA max_page_count=2");
        CachedStatement insert = connection.statements().borrow(sql("INSERT INTO t VALUES (zeroblob(100000))"));
        assertThrows(SQLException.class, () -> insert.driver().execute());
        connection.statements().giveBack(insert, true);
        connection.execute("PRAGMA max_page_count=100000");
        CachedStatement fresh = connection.statements().borrow(sql("INSERT INTO t VALUES (zeroblob(100000))"));
        assertNotSame(insert, fresh);
        fresh.driver().execute();
        connection.statements().giveBack(fresh, true);
    }

    @Test
    void cachedStatementsSeeTheColumnsOfTheNewSchema() throws SQLException {
        cycle("SELECT * FROM t");
        PhysicalConnection other = another();
        other.execute(ControlStatement.BEGIN_IMMEDIATE);
        other.execute("ALTER TABLE t ADD COLUMN b");
        cycle("SELECT * FROM t");
        other.execute(ControlStatement.COMMIT);
        CachedStatement statement = connection.statements().borrow(sql("SELECT * FROM t"));
        assertEquals(2, statement.driver().getMetaData().getColumnCount());
        connection.statements().giveBack(statement, true);
        other.close();
    }

    @Test
    void rememberedPragmasAreRestored() throws SQLException {
        String before = connection.pragmas().read("cache_size");
        connection.pragmas().remember("cache_size");
        connection.pragmas().set("cache_size", "123");
        connection.pragmas().remember("CACHE_SIZE");
        connection.pragmas().remember("foreign_keys");
        connection.pragmas().set("foreign_keys", "on");
        assertTrue(connection.pragmas().use(PragmaValues.NONE));
        assertEquals(before, connection.pragmas().read("cache_size"));
        assertEquals("0", connection.pragmas().read("foreign_keys"));
        connection.pragmas().set("cache_size", "5");
        assertTrue(connection.pragmas().use(PragmaValues.NONE));
        assertEquals("5", connection.pragmas().read("cache_size"), "forgotten after the first restore");
    }

    @Test
    void aPragmaThatCanNotBeRestoredIsReported() throws SQLException {
        connection.pragmas().remember("foreign_keys");
        connection.pragmas().set("foreign_keys", "on");
        connection.execute(ControlStatement.BEGIN_DEFERRED);
        assertFalse(connection.pragmas().use(PragmaValues.NONE), "foreign_keys cannot change inside a transaction");
        connection.execute(ControlStatement.ROLLBACK);
    }

    @Test
    void anInterruptEndsWhatRuns() throws Exception {
        var started = new CompletableFuture<Void>();
        var failure = CompletableFuture.supplyAsync(() -> assertThrows(SQLException.class, () -> {
            started.complete(null);
            connection.execute("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c");
        }));
        started.join();
        while (!failure.isDone()) {
            connection.interrupt();
            Thread.onSpinWait();
        }
        assertTrue(SqliteErrors.isInterrupt(failure.get()), failure.get().toString());
    }

    @Test
    void closeReportsOnceAndInterruptAfterItIsHarmless() {
        connection.discard("escaped");
        connection.close();
        connection.close();
        connection.interrupt();
        assertEquals(List.of("escaped"), closed);
        assertFalse(connection.isValid());
    }

    private int count() throws SQLException {
        CachedStatement statement = connection.statements().borrow(sql("SELECT count(*) FROM t"));
        try (ResultSet row = statement.driver().executeQuery()) {
            return row.getInt(1);
        } finally {
            connection.statements().giveBack(statement, true);
        }
    }

    private void change(String text) throws SQLException {
        CachedStatement statement = connection.statements().borrow(sql(text));
        connection.statements().update(statement);
        connection.statements().giveBack(statement, true);
    }

    private boolean tellsByOwnSchema(String text) {
        return connection.tellsByOwnSchema(sql(text));
    }

    @Test
    void textsTellWhatIsDoneOnOwnSchemaUntilOneOfThemCallsForCounters() throws SQLException {
        assertFalse(tellsByOwnSchema("INSERT INTO t VALUES (1)"));
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        change("CREATE TABLE u(a)");
        assertTrue(tellsByOwnSchema("INSERT INTO t VALUES (1)"));
        change("CREATE INDEX u_by_a ON u(a)");
        assertTrue(tellsByOwnSchema("INSERT INTO u VALUES (1)"));
        assertFalse(tellsByOwnSchema("INSERT INTO u VALUES (last_insert_rowid())"));
        assertFalse(tellsByOwnSchema("CREATE TABLE IF NOT EXISTS u(a)"));
        change("CREATE TRIGGER counted AFTER INSERT ON u BEGIN UPDATE t SET a = Changes(); END");
        assertFalse(tellsByOwnSchema("INSERT INTO u VALUES (1)"));
        connection.execute(ControlStatement.ROLLBACK);
        assertFalse(tellsByOwnSchema("INSERT INTO t VALUES (1)"));
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        change("CREATE TABLE u(a)");
        assertTrue(tellsByOwnSchema("INSERT INTO u VALUES (1)"));
    }

    @Test
    void ownSchemaIsReadAgainAfterUnknownChange() throws SQLException {
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        change("CREATE TABLE u(a)");
        assertTrue(tellsByOwnSchema("INSERT INTO u VALUES (1)"));
        connection.execute("CREATE VIEW counted AS SELECT total_changes()");
        assertFalse(tellsByOwnSchema("SELECT * FROM counted"));
    }

    @Test
    void ownChangeOfSchemaClosesWhatWasPreparedBefore() throws SQLException {
        CachedStatement before = connection.statements().borrow(sql("SELECT a FROM t"));
        connection.statements().giveBack(before, true);
        change("ALTER TABLE t RENAME COLUMN a TO A");
        CachedStatement after = connection.statements().borrow(sql("SELECT a FROM t"));
        assertNotSame(before, after);
        assertEquals("A", after.driver().getMetaData().getColumnLabel(1));
        connection.statements().giveBack(after, true);
    }

    private String labelOf(String text) throws SQLException {
        CachedStatement statement = connection.statements().borrow(sql(text));
        try (ResultSet rows = connection.statements().query(statement, new Object[0])) {
            return rows == null ? "" : rows.getMetaData().getColumnLabel(1);
        } finally {
            connection.statements().giveBack(statement, true);
        }
    }

    @Test
    void namesOfColumnsFollowSchemaAndPragmas() throws SQLException {
        assertEquals("a", labelOf("SELECT a FROM t"));
        assertEquals("a", labelOf("SELECT a FROM t"));
        connection.pragmas().remember("full_column_names");
        connection.pragmas().remember("short_column_names");
        connection.execute("PRAGMA short_column_names=OFF; PRAGMA full_column_names=ON");
        assertEquals("t.a", labelOf("SELECT a FROM t"));
        assertTrue(connection.pragmas().use(PragmaValues.NONE));
        assertEquals("a", labelOf("SELECT a FROM t"));
        assertEquals("a", labelOf("SELECT * FROM t"));
    }

    @Test
    void namesOfStarFollowSchemaOfAnotherProcess() throws SQLException {
        assertEquals("a", labelOf("SELECT * FROM t"));
        try (Connection foreign = Sql.plain(folder.resolve("app.db"))) {
            Sql.run(foreign, "ALTER TABLE t RENAME COLUMN a TO b");
        }
        assertEquals("b", labelOf("SELECT * FROM t"));
    }
}
