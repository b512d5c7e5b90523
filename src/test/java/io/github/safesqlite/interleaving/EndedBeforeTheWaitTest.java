// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A call is ended after it has entered the gate and before it begins to wait for a connection. */
@Timeout(180)
class EndedBeforeTheWaitTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final AtomicReference<Actor.Step> inTheGate = new AtomicReference<>();
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .connectionTimeout(Duration.ofHours(1))
                .slowWriteThresholdOff()
                .listener(new InlineListener() {
                    @Override
                    public void gateEntered(long sessionId, long waitNanos) {
                        Actor.Step step = inTheGate.getAndSet(null);
                        try {
                            if (step != null) {
                                step.run();
                            }
                        } catch (Exception broken) {
                            throw new AssertionError(broken);
                        }
                    }
                }));
        Sql.run(source, "CREATE TABLE t(a)");
    }

    @Test
    void cancelEndsTheWaitThatFollows() throws Exception {
        endsInsert(StatementCancelledException.class, Statement::cancel);
    }

    @Test
    void abortEndsTheWaitThatFollows() throws Exception {
        endsInsert(
                SessionClosedException.class,
                statement -> statement.getConnection().abort(task -> new Thread(task).start()));
    }

    @FunctionalInterface
    private interface End {
        void of(Statement statement) throws SQLException;
    }

    private void endsInsert(Class<? extends SQLException> expected, End end) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            inTheGate.set(() -> end.of(statement));
            source.suspend();
            assertThrows(expected, () -> statement.executeUpdate("INSERT INTO t VALUES (1)"));
            source.resume();
        }
        assertEquals(0, Sql.ask(source, "SELECT count(*) FROM t"));
    }
}
