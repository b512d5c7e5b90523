// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a session leaves half-read: the session that has the physical connection next reads what is stored now. */
class LeftOpenRowsTest {
    private static final String COUNT = "SELECT count(*) FROM t";
    private static final String INSERT = "INSERT INTO t DEFAULT VALUES";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final Pause pause = new Pause();
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .maximumPoolSize(1)
                .connectionCustomizer(pause::addTo));
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY)");
        Sql.run(source, INSERT);
        // A connection for the readers, beside the one that has written.
        assertEquals(1, Sql.ask(source, COUNT));
    }

    private void assertNothingLingers() throws SQLException {
        try (Connection foreign = Sql.foreign(source)) {
            Sql.run(foreign, INSERT);
        }
        assertEquals(2, Sql.ask(source, COUNT));
        Sql.run(source, INSERT);
        assertEquals(3, Sql.ask(source, COUNT));
        assertEquals(3, Sql.ask(source, COUNT));
    }

    @Test
    void metadataThatIsNotReadToItsEnd() throws SQLException {
        Connection connection = source.getConnection();
        ResultSet tables = connection.getMetaData().getTables(null, null, "%", null);
        assertTrue(tables.next());
        connection.close();
        assertThrows(SQLException.class, tables::next);
        assertNothingLingers();
    }

    @Test
    void queryOfAScriptThatFailsLater() throws SQLException {
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        assertThrows(SQLException.class, () -> statement.execute(COUNT + "; INSERT INTO nowhere VALUES (1)"));
        connection.close();
        assertNothingLingers();
    }

    @Test
    void statementClosedByAnotherThreadBetweenItsCheckAndItsRun() throws Exception {
        Connection connection = source.getConnection();
        Statement slow = connection.createStatement();
        Statement statement = connection.createStatement();
        try (Actor runner = new Actor("runner");
                Actor closer = new Actor("closer");
                Actor reader = new Actor("reader")) {
            Started<Long> paused = runner.starts("slow", () -> {
                try (ResultSet row = slow.executeQuery("SELECT pause()")) {
                    return row.getLong(1);
                }
            });
            pause.untilReached();
            // Both wait for the session, the one that closes in front.
            Started<Boolean> close = closer.starts("close", () -> {
                statement.close();
                return true;
            });
            untilBlocked(closer);
            Started<ResultSet> read = reader.starts("read", () -> statement.executeQuery(COUNT));
            untilBlocked(reader);
            pause.goOn();
            assertEquals(1, paused.result());
            assertTrue(close.result());
            assertThrows(SessionClosedException.class, read::result);
        }
        connection.close();
        assertNothingLingers();
    }

    private static void untilBlocked(Actor actor) {
        until(() -> actor.thread().getState() == Thread.State.WAITING
                && Arrays.stream(actor.thread().getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith("ReentrantLock")));
    }
}
