// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule of the pool is broken once, behind the pool's back. */
class PoolInvariantsTest {
    private static List<String> texts(Stream<Suspicion> suspicions) {
        return suspicions.map(Suspicion::text).toList();
    }

    private static List<String> broken(PoolFixture fixture) {
        return texts(fixture.pool.suspicions(session -> true).stream());
    }

    @Test
    void poolInUseIsInOrderAtEachStep() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2)) {
            List<Loan> loans = new ArrayList<>();
            loans.add(fixture.reader(1));
            assertEquals(List.of(), broken(fixture));
            loans.add(fixture.writer(2));
            assertEquals(List.of(), broken(fixture));
            fixture.pool.parked(loans.get(0));
            assertEquals(List.of(), broken(fixture));
            loans.add(fixture.writer(3));
            loans.add(fixture.reader(4));
            CompletableFuture<Loan> waiter = fixture.waitingReader(5);
            assertEquals(List.of(), broken(fixture));
            fixture.pool.unparked(loans.get(0));
            assertEquals(List.of(), broken(fixture));
            loans.forEach(fixture.pool::release);
            fixture.pool.release(waiter.get());
            assertEquals(List.of(), broken(fixture));
        }
    }

    @Test
    void countsMustMatchTheConnections() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2)) {
            Loan loan = fixture.reader(1);
            loan.bound = false;
            assertEquals(
                    List.of(
                            "the pool counts 1 physical connections as in use and has 0",
                            "the pool counts 1 physical connections as in use by those who run and has 0",
                            "the pool counts 0 physical connections as idle and has 1"),
                    broken(fixture));
            loan.bound = true;
            loan.slot = Slot.PARKED;
            assertEquals(
                    List.of(
                            "the pool counts 1 physical connections as in use by those who run and has 0",
                            "the pool counts 0 physical connections as in use by those who wait to write and has 1"),
                    broken(fixture));
            loan.slot = Slot.POOLED;
            fixture.pool.release(loan);
        }
    }

    @Test
    void connectionOfAClosedSessionIsSuspect() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2)) {
            Loan ofTheLibrary = fixture.reader(0);
            Loan loan = fixture.reader(7);
            assertEquals(
                    List.of("a physical connection is in use by connection #7, which is closed"),
                    texts(fixture.pool.suspicions(session -> session != 7).stream()));
            fixture.pool.release(loan);
            fixture.pool.release(ofTheLibrary);
        }
    }

    @Test
    void waiterMustBeServedLiveAndKeepItsLimit() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2)) {
            PoolWaiter late = new PoolWaiter(1, Need.READER, 0, deadline(fixture));
            assertEquals(
                    List.of("the pool has room, and connection #1 waits for a physical connection"),
                    texts(new PoolInvariants(List.of(), 0, 0, 0, 0).broken(late, List.of(late)).stream()));
            fixture.ticker.advance(Duration.ofSeconds(2));
            assertEquals("its time is over (connectionTimeout)", late.wrongWithWait());
            PoolWaiter[] dead = new PoolWaiter[1];
            Thread ended = new Thread(() -> dead[0] = new PoolWaiter(2, Need.READER, 0, deadline(fixture)));
            ended.start();
            ended.join();
            assertEquals(
                    List.of("connection #2 waits for a physical connection, but its thread has ended"),
                    texts(new PoolInvariants(List.of(), 0, 0, 0, 0).broken(null, List.of(dead[0])).stream()));
        }
    }

    @Test
    void poolWithRoomSuspectsItsFirstWaiter() throws SQLException {
        try (PoolFixture fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            CompletableFuture<Loan> waiter = fixture.waitingReader(2);
            assertEquals(List.of(), broken(fixture));
            fixture.pool.suspend();
            fixture.pool.release(only);
            assertEquals(List.of(), broken(fixture));
            fixture.pool.resume();
            fixture.pool.release(waiter.join());
        }
    }

    private static Deadline deadline(PoolFixture fixture) {
        return Deadline.after(fixture.ticker, Duration.ofSeconds(1), "connectionTimeout");
    }
}
