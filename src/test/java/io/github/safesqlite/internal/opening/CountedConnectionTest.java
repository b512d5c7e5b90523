// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.OpenHandles;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.ConnectionPool;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

@Timeout(60)
class CountedConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final SharedFile shared = SharedFiles.acquire(FileKey.memory("counted"));
    private final OpenHandles handles = shared.handles();

    @AfterEach
    void release() {
        SharedFiles.release(shared);
    }

    private ConnectionPool pool() throws SQLException {
        SqliteConfig config =
                SqliteConfig.builder(directory.resolve("app.db")).minimumIdle(0).build();
        return ConnectionPool.open(config, Ticker.system(), Listeners.of());
    }

    @Test
    void connectionThatAnotherThreadGivesBackIsOpenUntilTheDriverHasClosedIt() throws Exception {
        ConnectionPool pool = pool();
        Loan connection = pool.acquireReader(1, Deadline.never());
        connection.connection().discard("by the test");
        try (Actor reader = new Actor("reader")) {
            Actor.Started<Boolean> released;
            synchronized (connection.connection().driver().getDatabase()) {
                released = reader.starts("give back", () -> {
                    pool.release(connection);
                    return true;
                });
                Waiting.until(() -> reader.thread().getState() == Thread.State.BLOCKED);
                pool.close(Deadline.after(Ticker.system(), LONG));
                assertEquals(1, pool.sharedFile().handles().awaitClosed(SHORT));
                assertFalse(released.isDone());
            }
            assertEquals(0, pool.sharedFile().handles().awaitClosed(LONG));
            released.result();
        }
    }

    @Test
    void itIsCountedOnceHoweverOftenItIsClosed() throws Exception {
        String file = directory.resolve("counted.db").toString();
        SQLiteConnection first = CountedConnection.open(shared, "jdbc:sqlite:" + file, file, new Properties());
        SQLiteConnection second = CountedConnection.open(shared, "jdbc:sqlite:" + file, file, new Properties());
        first.close();
        first.close();
        assertEquals(1, handles.awaitClosed(SHORT));
        second.close();
        assertEquals(0, handles.awaitClosed(SHORT));
    }

    @Test
    void oneThatCouldNotBeOpenedIsNotCounted() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        assertThrows(
                SQLException.class,
                () -> CountedConnection.open(shared, "jdbc:sqlite:" + folder, folder.toString(), new Properties()));
        assertEquals(0, handles.awaitClosed(SHORT));
    }

    @Test
    void nobodyWaitsWhileTheFileIsInUse() throws Exception {
        handles.joined();
        String file = directory.resolve("used.db").toString();
        try (SQLiteConnection open = CountedConnection.open(shared, "jdbc:sqlite:" + file, file, new Properties())) {
            assertEquals(0, handles.awaitClosed(LONG));
            handles.left();
            assertEquals(1, handles.awaitClosed(SHORT));
            assertFalse(open.isClosed());
        }
    }

    @Test
    void anInterruptIsKeptAndDoesNotEndTheWait() throws Exception {
        String file = directory.resolve("interrupted.db").toString();
        try (SQLiteConnection open = CountedConnection.open(shared, "jdbc:sqlite:" + file, file, new Properties());
                Actor waiter = new Actor("waiter")) {
            Actor.Started<Boolean> waited = waiter.starts("wait", () -> {
                Thread.currentThread().interrupt();
                assertEquals(0, handles.awaitClosed(LONG));
                return Thread.interrupted();
            });
            Waiting.until(() -> waiter.thread().getState() == Thread.State.TIMED_WAITING);
            open.close();
            assertEquals(true, waited.result());
        }
    }
}
