// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Waiting;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A listener of the application that throws or waits breaks no connection. */
class MailboxTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);

    @AfterEach
    void release() {
        goOn.countDown();
    }

    private ConcurrencySafeSqliteDataSource open(SqliteListener... listeners) throws SQLException {
        SqliteConfigBuilder config =
                SqliteConfig.builder(directory.resolve("app.db")).writeTimeout(Duration.ofSeconds(60));
        for (SqliteListener listener : listeners) {
            config.listener(listener);
        }
        return invariants.open(config);
    }

    private static void insert(ConcurrencySafeSqliteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS t(a)");
            statement.executeUpdate("INSERT INTO t VALUES (1)");
            connection.commit();
        }
    }

    private final class Blocking implements SqliteListener {
        @Override
        public void gateEntered(long sessionId, long waitNanos) {
            entered.countDown();
            try {
                assertTrue(goOn.await(120, TimeUnit.SECONDS));
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Recording implements SqliteListener {
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void gateEntered(long sessionId, long waitNanos) {
            note(sessionId, "entered");
        }

        @Override
        public void gateExited(long sessionId, long holdNanos) {
            note(sessionId, "exited");
        }

        // The library itself, when it sets up the file, is session 0.
        private void note(long sessionId, String event) {
            if (sessionId != 0) {
                heard.add(event);
            }
        }
    }

    @Test
    void listenerThatWaitsHoldsUpNeitherTheWorkNorOtherListeners() throws Exception {
        Recording other = new Recording();
        ConcurrencySafeSqliteDataSource source = open(new Blocking(), other);
        insert(source);
        assertTrue(entered.await(60, TimeUnit.SECONDS));
        // Inside the gate it would now hold up every writer for ever.
        for (int i = 0; i < 50; i++) {
            insert(source);
        }
        Waiting.until(() -> other.heard.size() == 102);
        for (int i = 0; i < 102; i++) {
            assertEquals(i % 2 == 0 ? "entered" : "exited", other.heard.get(i), "in the order of the events");
        }
        assertEquals(0, source.snapshot().counts().eventsDropped());
        source.close();
    }

    @Test
    void eventsThatFindNoPlaceAreDroppedCountedAndLoggedOnce() throws Exception {
        invariants.expectLog("events behind: it is blocked or slow");
        var heard = new java.util.concurrent.atomic.AtomicInteger();
        ConcurrencySafeSqliteDataSource source = open(new SqliteListener() {
            @Override
            public void sessionOpened(long sessionId) {
                try {
                    entered.countDown();
                    assertTrue(goOn.await(120, TimeUnit.SECONDS));
                    heard.incrementAndGet();
                } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        source.getConnection().close();
        assertTrue(entered.await(60, TimeUnit.SECONDS));
        for (int i = 0; i < Mailbox.CAPACITY + 7; i++) {
            source.getConnection().close();
        }
        assertEquals(7, source.snapshot().counts().eventsDropped());
        assertTrue(source.snapshot().toString().contains(", 0 failures of listeners, 7 events dropped"));
        assertEquals(2, invariants.log().split("events behind", -1).length);
        goOn.countDown();
        Waiting.until(() -> heard.get() == Mailbox.CAPACITY + 1);
        source.getConnection().close();
        Waiting.until(() -> heard.get() == Mailbox.CAPACITY + 2);
    }

    @Test
    void listenerThatThrowsIsCountedAndLoggedOnceAndGoesOnHearing() throws Exception {
        invariants.expectLog("failed in gateEntered; further failures are only counted");
        ConcurrencySafeSqliteDataSource source = open(new SqliteListener() {
            @Override
            public void gateEntered(long sessionId, long waitNanos) {
                if (sessionId != 0) {
                    throw new AssertionError("a broken listener");
                }
            }
        });
        insert(source);
        insert(source);
        Waiting.until(() -> source.snapshot().counts().listenerFailures() == 2);
        assertEquals(2, invariants.log().split("failed in gateEntered", -1).length);
    }

    @Test
    void inlineListenerRunsInTheThreadThatWorks() throws Exception {
        AtomicReference<Thread> inline = new AtomicReference<>();
        AtomicReference<Thread> own = new AtomicReference<>();
        ConcurrencySafeSqliteDataSource source = open(
                new InlineListener() {
                    @Override
                    public void sessionOpened(long sessionId) {
                        inline.set(Thread.currentThread());
                    }
                },
                new SqliteListener() {
                    @Override
                    public void sessionOpened(long sessionId) {
                        own.set(Thread.currentThread());
                    }
                });
        source.getConnection().close();
        assertEquals(Thread.currentThread(), inline.get());
        Waiting.until(() -> own.get() != null);
        assertNotSame(Thread.currentThread(), own.get());
        assertTrue(own.get().isDaemon());
        assertEquals("safesqlite-listener-app", own.get().getName());
    }

    @Test
    void eventsSentBeforeTheCloseAreHeard() throws Exception {
        Recording listener = new Recording();
        ConcurrencySafeSqliteDataSource source = open(listener);
        insert(source);
        source.close();
        Waiting.until(() -> listener.heard.size() == 2);
    }

    @Test
    void listenerThatOverridesNothingHasNoThread() throws Exception {
        insert(open(new SqliteListener() {}));
        // That of a test before this may be about to end.
        Waiting.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("safesqlite-listener")));
    }

    @Test
    void aListenerWhoseMethodsAreUnknownHearsEverything() {
        assertNull(Mailbox.overridden(SqliteListener.class.getMethods()), "an interface has no methods of Object");
        assertNull(Mailbox.overridden(new Method[0]));
        assertFalse(Mailbox.overridden(new SqliteListener() {}.getClass().getMethods())
                .contains("sessionOpened"));
    }
}
