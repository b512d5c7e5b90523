// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static io.github.safesqlite.internal.pool.PoolFixture.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.event.InlineListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ConnectionPoolTest {
    @Test
    void theConnectionReleasedLastIsReusedFirst() throws Exception {
        try (var fixture = new PoolFixture(3)) {
            Loan first = fixture.reader(1);
            Loan second = fixture.reader(2);
            fixture.pool.release(second);
            fixture.pool.release(first);
            assertSame(first, fixture.reader(3));
            fixture.assertStats(1, 1, 0, 0);
            fixture.pool.release(first);
        }
    }

    @Test
    void aThreadGetsTheConnectionThatItHadLastAndOtherwiseTheLastReleased() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (var fixture = new PoolFixture(3)) {
            Loan mine = fixture.reader(1);
            Loan others = other.submit(() -> fixture.reader(2)).get(60, TimeUnit.SECONDS);
            Loan last = fixture.reader(3);
            fixture.pool.release(last);
            fixture.pool.release(mine);
            fixture.pool.release(others);
            assertSame(mine, fixture.reader(4));
            assertSame(last, fixture.reader(5));
            assertSame(others, fixture.reader(6));
            for (Loan loan : List.of(mine, others, last)) {
                fixture.pool.release(loan);
            }
            assertSame(last, other.submit(() -> fixture.reader(7)).get(60, TimeUnit.SECONDS));
            fixture.pool.release(last);
        } finally {
            other.shutdown();
        }
    }

    @Test
    void neverMoreReadersThanMaximumPoolSize() throws Exception {
        try (var fixture = new PoolFixture(2)) {
            Loan first = fixture.reader(1);
            Loan second = fixture.reader(2);
            CompletableFuture<Loan> third = fixture.waitingReader(3);
            fixture.assertStats(2, 0, 1, 0);
            fixture.pool.release(first);
            assertSame(first, third.get(60, TimeUnit.SECONDS));
            assertEquals(2, fixture.opener.opens.get());
            fixture.pool.release(second);
            fixture.pool.release(first);
        }
    }

    @Test
    void waitersAreServedInArrivalOrder() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            var waiters = new ArrayList<CompletableFuture<Loan>>();
            for (int session = 2; session < 7; session++) {
                waiters.add(fixture.waitingReader(session));
            }
            for (CompletableFuture<Loan> next : waiters) {
                assertFalse(next.isDone());
                fixture.pool.release(only);
                assertSame(only, next.get(60, TimeUnit.SECONDS));
            }
            fixture.pool.release(only);
        }
    }

    @Test
    void aWriterFindsTheHotConnectionThoughReadersHaveAllOthers() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan hot = fixture.writer(1);
            fixture.pool.release(hot);
            Loan reader = fixture.reader(2);
            assertNotSame(hot, reader);
            assertSame(hot, fixture.writer(3));
            fixture.assertStats(2, 0, 0, 0);
            fixture.pool.release(reader);
            fixture.pool.release(hot);
        }
    }

    @Test
    void readersLeaveTheHotConnectionAlone() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan hot = fixture.writer(1);
            fixture.pool.release(hot);
            Loan reader = fixture.reader(2);
            CompletableFuture<Loan> second = fixture.waitingReader(3);
            assertFalse(second.isDone());
            fixture.pool.release(reader);
            assertSame(reader, second.get(60, TimeUnit.SECONDS));
            fixture.pool.release(reader);
        }
    }

    @Test
    void theConnectionThatWroteLastBecomesTheHotOne() throws Exception {
        try (var fixture = new PoolFixture(2)) {
            Loan keptByItsSession = fixture.writer(1);
            Loan wroteLast = fixture.writer(2);
            assertNotSame(keptByItsSession, wroteLast);
            fixture.pool.release(wroteLast);
            fixture.pool.release(keptByItsSession);
            assertSame(wroteLast, fixture.writer(3));
            assertSame(keptByItsSession, fixture.reader(4));
            fixture.pool.release(wroteLast);
            fixture.pool.release(keptByItsSession);
        }
    }

    @Test
    void aWaitingWriterOvertakesWaitingReaders() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan hot = fixture.writer(1);
            Loan only = fixture.reader(2);
            CompletableFuture<Loan> reader = fixture.waitingReader(3);
            CompletableFuture<Loan> writer = fixture.waiting(() -> fixture.writer(4));
            fixture.pool.release(only);
            assertSame(only, writer.get(60, TimeUnit.SECONDS));
            assertFalse(reader.isDone());
            fixture.pool.release(hot);
            assertSame(hot, reader.get(60, TimeUnit.SECONDS));
            fixture.pool.release(only);
            fixture.pool.release(hot);
        }
    }

    @Test
    void aSessionThatWaitsAtTheGateFreesItsSlot() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan first = fixture.reader(1);
            CompletableFuture<Loan> second = fixture.waitingReader(2);
            fixture.pool.parked(first);
            Loan other = second.get(60, TimeUnit.SECONDS);
            assertNotSame(first, other);
            fixture.assertStats(2, 0, 0, 1);
            fixture.pool.unparked(first);
            fixture.assertStats(2, 0, 0, 0);
            fixture.pool.release(first);
            fixture.pool.release(other);
            assertSame(first, fixture.writer(3), "it wrote last");
            fixture.pool.release(first);
        }
    }

    @Test
    void parkedConnectionsAreBounded() throws Exception {
        try (var fixture = new PoolFixture(2, 0, 1)) {
            Loan first = fixture.reader(1);
            Loan second = fixture.reader(2);
            fixture.pool.parked(first);
            fixture.pool.parked(second);
            fixture.assertStats(2, 0, 0, 1);
            fixture.pool.unparked(second);
            fixture.pool.unparked(first);
            fixture.assertStats(2, 0, 0, 0);
            fixture.pool.release(second);
            fixture.pool.release(first);
        }
    }

    @Test
    void aConnectionReleasedWhileParkedIsIdleAgain() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan connection = fixture.reader(1);
            fixture.pool.parked(connection);
            fixture.pool.release(connection);
            fixture.assertStats(0, 1, 0, 0);
            assertSame(connection, fixture.reader(2));
            fixture.pool.release(connection);
        }
    }

    @Test
    void aDiscardedConnectionIsClosedAndItsSlotGoesToTheNext() throws Exception {
        var closed = new ArrayList<String>();
        try (var fixture = new PoolFixture(1, closeReasons(closed))) {
            Loan first = fixture.reader(1);
            CompletableFuture<Loan> second = fixture.waitingReader(2);
            first.connection().discard("attached a database");
            first.connection().discard("later reason");
            fixture.pool.release(first);
            Loan fresh = second.get(60, TimeUnit.SECONDS);
            assertNotSame(first, fresh);
            assertTrue(first.connection().driver().isClosed());
            assertEquals(List.of("attached a database"), closed);
            fixture.pool.release(fresh);
            fixture.pool.release(fresh);
            fixture.assertStats(0, 1, 0, 0);
        }
    }

    @Test
    void timeoutNamesTheNumbersTheOptionAndTheOldestHolders() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(41);
            fixture.ticker.advance(Duration.ofMillis(48_210));
            var failure = assertThrows(
                    ConnectionTimeoutException.class,
                    () -> fixture.pool.acquireReader(2, within(Duration.ofMillis(5))));
            String message = failure.getMessage();
            assertTrue(message.startsWith("app: no connection within "), message);
            assertTrue(message.contains("(connectionTimeout)"), message);
            assertTrue(message.contains("active=1, idle=0, total=1, pending=1"), message);
            assertTrue(message.contains("held for 48210 ms by connection #41"), message);
            assertTrue(message.contains("\"" + Thread.currentThread().getName() + "\""), message);
            fixture.pool.release(only);
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
