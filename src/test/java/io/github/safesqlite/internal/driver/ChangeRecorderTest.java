// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.change.Changes;
import io.github.safesqlite.internal.change.ChangeFeed;
import io.github.safesqlite.internal.change.CommittedChanges;
import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.Waiting;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.JDBC;

/** When a connection has hooks, and that it has none while nobody wants to know. */
class ChangeRecorderTest {
    private final CommittedChanges committed = new CommittedChanges();
    private final ChangeFeed feed = new ChangeFeed("app", committed, () -> 1);
    private final List<Changes> told = new CopyOnWriteArrayList<>();
    private PhysicalConnection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = new PhysicalConnection(
                JDBC.createConnection("jdbc:sqlite::memory:", new Properties()),
                false,
                new NativeMemory(2, 1 << 20, PageCaches.of(Optional.empty(), Map.of())),
                new SchemaChanges(),
                committed,
                Ticker.system(),
                Listeners.of());
        write("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        feed.stopLooking();
        feed.close(() -> Waiting.LONG.toNanos());
        connection.close();
    }

    private void subscribe() {
        feed.of().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Changes changes) {
                told.add(changes);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        });
    }

    private void write(String sql) throws SQLException {
        SqlStatement statement = new SqlClassifier(8).classify(sql).single();
        CachedStatement delegate = connection.statements().borrow(statement);
        try {
            connection.statements().update(delegate);
        } finally {
            connection.statements().giveBack(delegate, true);
        }
    }

    private boolean hasHooks() {
        return DriverListeners.mayListenTo(connection.driver());
    }

    @Test
    void nothingIsHookedWhileNobodyWantsToKnow() throws SQLException {
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        write("INSERT INTO t VALUES (1)");
        assertFalse(hasHooks());
        connection.execute(ControlStatement.COMMIT);
        assertEquals(List.of(), told);
    }

    @Test
    void hooksAreSetFromTheFirstWriteToTheEndOfATransaction() throws SQLException {
        subscribe();
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        assertFalse(hasHooks());
        write("INSERT INTO t VALUES (1)");
        assertTrue(hasHooks());
        connection.execute(ControlStatement.COMMIT);
        assertFalse(hasHooks());
        write("INSERT INTO t VALUES (2)");
        assertFalse(hasHooks());
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        write("INSERT INTO t VALUES (3)");
        connection.endTransaction();
        assertFalse(hasHooks());
        Waiting.until(() -> told.size() == 2);
    }

    @Test
    void connectionThatIsClosedInATransactionTellsNothing() throws SQLException {
        subscribe();
        connection.execute(ControlStatement.BEGIN_IMMEDIATE);
        write("INSERT INTO t VALUES (1)");
        connection.close();
        assertTrue(connection.endTransaction() || told.isEmpty());
        assertEquals(List.of(), told);
    }
}
