// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static io.github.safesqlite.internal.pool.PoolFixture.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.testing.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ConnectionPoolLifeTest {
    @Test
    void aFailedOpenFailsItsCallerAndWakesTheNext() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            fixture.opener.beforeOpen = number -> {
                if (number == 1) {
                    throw new SQLException("no luck");
                }
            };
            assertEquals(
                    "no luck",
                    assertThrows(SQLException.class, () -> fixture.reader(1)).getMessage());
            fixture.assertStats(0, 0, 0, 0);
            Loan second = fixture.reader(2);
            fixture.pool.release(second);
        }
    }

    @Test
    void eachFailingOpenLeavesTheNumbersRight() throws Exception {
        for (int failing = 1; failing <= 4; failing++) {
            int broken = failing;
            try (var fixture = new PoolFixture(2)) {
                fixture.opener.beforeOpen = number -> {
                    if (number == broken) {
                        throw new SQLException("open " + number);
                    }
                };
                var held = new ArrayList<Loan>();
                for (int session = 1; session <= 3; session++) {
                    try {
                        held.add(session == 2 ? fixture.writer(session) : fixture.reader(session));
                    } catch (SQLException expected) {
                        assertEquals("open " + broken, expected.getMessage());
                    }
                }
                assertEquals(failing <= 3 ? 2 : 3, held.size());
                fixture.assertStats(held.size(), 0, 0, 0);
                held.forEach(fixture.pool::release);
            }
        }
    }

    @Test
    void aSuspendedPoolOpensNoIdleConnections() throws Exception {
        try (var fixture = new PoolFixture(4, 1, 0)) {
            fixture.pool.suspend();
            fixture.pool.maintain();
            fixture.assertStats(0, 0, 0, 0);
            fixture.pool.resume();
            fixture.pool.maintain();
            fixture.assertStats(0, 1, 0, 0);
        }
    }

    @Test
    void anEvictionWaitsForTheConnectionThatIsOpenedInAdvance() throws Exception {
        try (var fixture = new PoolFixture(4, 1, 0)) {
            var opening = new CompletableFuture<Void>();
            var goOn = new CompletableFuture<Void>();
            fixture.opener.beforeOpen = number -> {
                opening.complete(null);
                goOn.join();
            };
            CompletableFuture<Void> maintenance = CompletableFuture.runAsync(fixture.pool::maintain);
            opening.join();
            fixture.pool.suspend();
            var eviction = new Thread(fixture.pool::softEvict);
            eviction.start();
            Waiting.untilParked(eviction);
            goOn.complete(null);
            maintenance.join();
            eviction.join();
            fixture.assertStats(0, 0, 0, 0);
            assertEquals(0, fixture.opener.stillOpen());
        }
    }

    @Test
    void idleConnectionsAreEvictedDownToMinimumIdle() throws Exception {
        var closed = new ArrayList<String>();
        try (var fixture = new PoolFixture(4, 1, 0, closeReasons(closed))) {
            List<Loan> held = List.of(fixture.reader(1), fixture.reader(2), fixture.writer(3));
            held.forEach(fixture.pool::release);
            fixture.pool.maintain();
            fixture.assertStats(0, 3, 0, 0);
            fixture.ticker.advance(PoolFixture.IDLE_TIMEOUT);
            fixture.pool.maintain();
            fixture.assertStats(0, 1, 0, 0);
            assertEquals(List.of("idle", "idle"), closed);
        }
    }

    @Test
    void minimumIdleIsKeptReady() throws Exception {
        try (var fixture = new PoolFixture(3, 2, 0)) {
            fixture.pool.maintain();
            fixture.assertStats(0, 2, 0, 0);
            Loan taken = fixture.reader(1);
            fixture.pool.maintain();
            fixture.assertStats(1, 2, 0, 0);
            Loan second = fixture.reader(2);
            fixture.pool.maintain();
            fixture.assertStats(2, 1, 0, 0);
            fixture.pool.release(taken);
            fixture.pool.release(second);
        }
    }

    @Test
    void oldConnectionsAreClosedWhenIdleAndAtRelease() throws Exception {
        try (var fixture = new PoolFixture(2)) {
            Loan idle = fixture.reader(1);
            Loan bound = fixture.reader(2);
            fixture.pool.release(idle);
            fixture.ticker.advance(PoolFixture.MAX_LIFETIME);
            fixture.pool.maintain();
            assertTrue(idle.connection().driver().isClosed());
            assertFalse(bound.connection().driver().isClosed());
            fixture.pool.release(bound);
            assertTrue(bound.connection().driver().isClosed());
            fixture.assertStats(0, 0, 0, 0);
        }
    }

    @Test
    void aBrokenIdleConnectionIsReplaced() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan broken = fixture.reader(1);
            fixture.pool.release(broken);
            broken.connection().driver().close();
            fixture.ticker.advance(Duration.ofSeconds(6));
            Loan fresh = fixture.reader(2);
            assertNotSame(broken, fresh);
            assertTrue(fresh.connection().isValid());
            fixture.pool.release(fresh);
        }
    }

    @Test
    void closeFailsWaitersAndRefusesNewcomers() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan held = fixture.reader(1);
            CompletableFuture<Loan> waiter = fixture.waitingReader(2);
            fixture.pool.close(within(Duration.ZERO));
            var failure = assertThrows(ExecutionException.class, () -> waiter.get(60, TimeUnit.SECONDS));
            assertTrue(failure.getCause() instanceof SessionClosedException, failure.toString());
            assertThrows(SessionClosedException.class, () -> fixture.reader(3));
            fixture.pool.release(held);
            fixture.assertStats(0, 0, 0, 0);
        }
    }

    @Test
    void closeWaitsForTheSessions() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan held = fixture.reader(1);
            // Threads of their own: the common pool may have only one.
            Executor threads = task -> new Thread(task).start();
            var closing = CompletableFuture.runAsync(() -> fixture.pool.close(PoolFixture.soon()), threads);
            CompletableFuture<Void> refused = CompletableFuture.runAsync(
                    () -> {
                        while (!closing.isDone() && stillOpen(fixture)) {
                            Thread.onSpinWait();
                        }
                    },
                    threads);
            refused.get(60, TimeUnit.SECONDS);
            assertFalse(closing.isDone());
            assertTrue(held.connection().isValid());
            fixture.pool.release(held);
            closing.get(60, TimeUnit.SECONDS);
            assertTrue(held.connection().driver().isClosed());
        }
    }

    private static boolean stillOpen(PoolFixture fixture) {
        try {
            fixture.pool.release(fixture.writer(9));
            return true;
        } catch (SQLException closed) {
            return false;
        }
    }

    @Test
    void closeReportsWhoStillHoldsConnectionsAndClosesThem() throws Exception {
        try (var fixture = new PoolFixture(2)) {
            Loan abandoned = fixture.reader(7);
            Loan idle = fixture.reader(8);
            fixture.pool.release(idle);
            fixture.pool.close(within(Duration.ofMillis(5)));
            assertTrue(idle.connection().driver().isClosed());
            Waiting.until(() -> abandoned.connection().driver().isClosed());
            assertEquals("pool closed", abandoned.connection().discardReason());
            fixture.assertStats(1, 0, 0, 0);
            fixture.pool.release(abandoned);
            fixture.assertStats(0, 0, 0, 0);
        }
    }

    private static InlineListener closeReasons(List<String> reasons) {
        return new InlineListener() {
            @Override
            public void physicalConnectionClosed(long connectionId, String reason) {
                if (!reason.equals("pool closed")) {
                    reasons.add(reason);
                }
            }
        };
    }
}
