// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.opening.Database;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.testing.FakeTicker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;

/** A pool of stub connections, with a clock by hand, whose numbers are checked at the end. */
public final class PoolFixture implements AutoCloseable {
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

    final FakeTicker ticker = new FakeTicker();
    final StubOpener opener;
    final ConnectionPool pool;
    private final Database database;

    PoolFixture(int maximumPoolSize, InlineListener... listeners) throws SQLException {
        this(maximumPoolSize, 0, 2, listeners);
    }

    PoolFixture(int maximumPoolSize, int minimumIdle, int maximumParked, InlineListener... listeners)
            throws SQLException {
        var settings = new PoolSettings(
                "app",
                maximumPoolSize,
                minimumIdle,
                maximumParked,
                Optional.of(IDLE_TIMEOUT),
                Optional.of(MAX_LIFETIME),
                Duration.ofSeconds(5));
        Listeners all = Listeners.of(listeners);
        opener = new StubOpener(ticker, all);
        database = Database.of(SqliteConfig.builder(":memory:").build());
        pool = new ConnectionPool(settings, database, opener, ticker, all);
    }

    static Deadline within(Duration limit) {
        return Deadline.after(Ticker.system(), limit, "connectionTimeout");
    }

    public static Deadline soon() {
        return within(Duration.ofSeconds(60));
    }

    Loan reader(long sessionId) throws SQLException {
        return pool.acquireReader(sessionId, soon());
    }

    Loan writer(long sessionId) throws SQLException {
        return pool.acquireWriter(sessionId, soon());
    }

    /** Starts to wait on another thread and returns once it is in the queue. */
    CompletableFuture<Loan> waiting(Callable<Loan> acquire) {
        int before = pool.stats().pending();
        CompletableFuture<Loan> future = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return acquire.call();
                    } catch (Exception failure) {
                        throw new CompletionException(failure);
                    }
                },
                work -> new Thread(work, "waiting").start());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(1))
                .pollDelay(Duration.ZERO)
                .until(() -> pool.stats().pending() > before || future.isDone());
        return future;
    }

    CompletableFuture<Loan> waitingReader(long sessionId) {
        return waiting(() -> reader(sessionId));
    }

    void assertStats(int active, int idle, int pending, int parked) {
        PoolSnapshot stats = pool.stats();
        assertEquals(
                "active=" + active + " idle=" + idle + " total=" + (active + idle) + " pending=" + pending + " parked="
                        + parked,
                "active=" + stats.active() + " idle=" + stats.idle() + " total=" + stats.total() + " pending="
                        + stats.pending() + " parked=" + stats.parked());
    }

    /** Closes the pool and checks that nothing was left behind. */
    @Override
    public void close() throws SQLException {
        assertEquals(0, pool.stats().pending(), "pending");
        assertEquals(0, pool.stats().active(), "active");
        assertEquals(pool.stats().total(), opener.stillOpen(), "open connections");
        pool.close(soon());
        assertEquals(0, pool.stats().total(), "total");
        assertEquals(0, opener.stillOpen(), "open connections after close");
    }
}
