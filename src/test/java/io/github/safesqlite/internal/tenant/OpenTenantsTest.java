// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.TenantsSnapshot;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which databases of tenants are open, with two rooms. */
@Timeout(180)
class OpenTenantsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final StubFiles files = new StubFiles();
    private final Actor anna = new Actor("anna");
    private final Actor ben = new Actor("ben");
    private final OpenTenants<String> tenants = tenants(LONG, Ticker.system());

    private OpenTenants<String> tenants(Duration connectionTimeout, Ticker ticker) {
        return new OpenTenants<>("app", new TenantLimits(2, connectionTimeout, Duration.ZERO), files, ticker);
    }

    @AfterEach
    void endActors() throws Exception {
        anna.close();
        ben.close();
        assertTrue(files.mostOpen() <= 2, () -> files.events.toString());
    }

    private static void touch(OpenTenants<String> tenants, String... names) throws SQLException {
        for (String name : names) {
            tenants.use(name).close();
        }
    }

    private void awaitEvent(String event) {
        Waiting.until(() -> files.events.contains(event));
    }

    private void awaitWaiting(int count) {
        Waiting.until(() -> tenants.snapshot().waiting() == count);
    }

    @Test
    void theOneUsedLeastRecentlyMakesRoom() throws Exception {
        touch(tenants, "a", "b", "a", "c");
        assertEquals(List.of("open a", "open b", "close b", "open c"), files.events);
        assertEquals(Set.of("a", "c"), files.open);
        assertEquals(1, tenants.snapshot().closedForRoom());
    }

    @Test
    void oneInUseIsNotClosedForAnother() throws Exception {
        try (TenantUse<String> first = tenants.use("a")) {
            touch(tenants, "b", "c", "d");
            assertTrue(files.open.contains(first.database()));
        }
    }

    @Test
    void aSecondCloseOfAUseDoesNothing() throws Exception {
        TenantUse<String> first = tenants.use("a");
        TenantUse<String> second = tenants.use("a");
        first.close();
        first.close();
        touch(tenants, "b", "c");
        assertTrue(files.open.contains(second.database()), "it is still in use");
    }

    @Test
    void whenAllAreInUseTheCallerIsToldSo() throws Exception {
        OpenTenants<String> impatient = tenants(Duration.ofMillis(5), Ticker.system());
        try (var first = impatient.use("a");
                var second = impatient.use("b")) {
            var timeout = assertThrows(ConnectionTimeoutException.class, () -> impatient.use("c"));
            String message = timeout.getMessage().replaceAll("\\d+ ms", "5 ms");
            assertEquals(
                    "app: no connection within 5 ms (connectionTimeout): tenant c, open=2, in use=2, changing=0, waiting=1,"
                            + " maximumOpen=2. All databases that may be open are in use: close connections sooner, or raise"
                            + " maximumOpen.",
                    message);
        }
        touch(impatient, "c");
        TenantsSnapshot after = impatient.snapshot();
        assertEquals(0, after.waiting());
        assertEquals(1, after.timeouts());
    }

    @Test
    void aWaiterGetsTheRoomOfTheFirstThatIsNotUsedAnyMore() throws Exception {
        TenantUse<String> a = tenants.use("a");
        TenantUse<String> b = tenants.use("b");
        Actor.Started<TenantUse<String>> waits = anna.starts("use c", () -> tenants.use("c"));
        awaitWaiting(1);
        b.close();
        waits.result().close();
        assertEquals(Set.of("a", "c"), files.open);
        a.close();
    }

    @Test
    void roomGoesToWhoeverHasWaitedLongest() throws Exception {
        TenantUse<String> a = tenants.use("a");
        TenantUse<String> b = tenants.use("b");
        Actor.Started<TenantUse<String>> first = anna.starts("use c", () -> tenants.use("c"));
        awaitWaiting(1);
        Actor.Started<TenantUse<String>> second = ben.starts("use d", () -> tenants.use("d"));
        awaitWaiting(2);
        a.close();
        TenantUse<String> c = first.result();
        assertFalse(second.isDone());
        c.close();
        second.result().close();
        b.close();
        assertEquals(List.of("open a", "open b", "close a", "open c", "close c", "open d"), files.events);
    }

    @Test
    void whoGivesUpLeavesTheRoomToTheNext() throws Exception {
        TenantUse<String> a = tenants.use("a");
        TenantUse<String> b = tenants.use("b");
        Actor.Started<TenantUse<String>> first = anna.starts("use c", () -> tenants.use("c"));
        awaitWaiting(1);
        Actor.Started<TenantUse<String>> second = ben.starts("use d", () -> tenants.use("d"));
        awaitWaiting(2);
        anna.thread().interrupt();
        var interrupted = assertThrows(StatementCancelledException.class, first::result);
        assertTrue(interrupted.getMessage().contains("for tenant c"), interrupted::getMessage);
        a.close();
        second.result().close();
        b.close();
        assertEquals(0, tenants.snapshot().waiting());
    }

    @Test
    void twoThatNeedTheSameTenantOpenItOnce() throws Exception {
        files.hold("open a");
        Actor.Started<TenantUse<String>> first = anna.starts("use a", () -> tenants.use("a"));
        awaitEvent("open a");
        Actor.Started<TenantUse<String>> second = ben.starts("use a", () -> tenants.use("a"));
        awaitWaiting(1);
        files.pass("open a");
        assertSame(first.result().database(), second.result().database());
        assertEquals(2, tenants.snapshot().open().get(0).uses());
    }

    @Test
    void whoNeedsATenantThatIsBeingClosedOpensItAgain() throws Exception {
        touch(tenants, "a");
        try (TenantUse<String> b = tenants.use("b")) {
            files.hold("close a");
            Actor.Started<TenantUse<String>> closes = anna.starts("use c", () -> tenants.use("c"));
            awaitEvent("close a");
            Actor.Started<TenantUse<String>> reopens = ben.starts("use a", () -> tenants.use("a"));
            awaitWaiting(1);
            files.pass("close a");
            TenantUse<String> c = closes.result();
            assertFalse(reopens.isDone(), "all are in use");
            c.close();
            reopens.result().close();
            assertEquals(List.of("open a", "open b", "close a", "open c", "close c", "open a"), files.events);
            b.close();
        }
    }

    @Test
    void aFailedOpenLeavesNothingBehind() throws Exception {
        SQLException failure = new SQLException("no");
        files.failures.put("open a", failure);
        files.hold("open a");
        Actor.Started<TenantUse<String>> fails = anna.starts("use a", () -> tenants.use("a"));
        awaitEvent("open a");
        Actor.Started<TenantUse<String>> triesAgain = ben.starts("use a", () -> tenants.use("a"));
        awaitWaiting(1);
        files.pass("open a");
        assertSame(failure, assertThrows(SQLException.class, fails::result));
        triesAgain.result().close();
        assertEquals(1, tenants.snapshot().failedOpens());
        files.failures.put("open b", failure);
        assertThrows(SQLException.class, () -> tenants.use("b"));
        try (TenantUse<String> c = tenants.use("c");
                TenantUse<String> d = tenants.use("d")) {
            assertEquals(Set.of("c", "d"), files.open, "both rooms are free");
        }
    }

    @Test
    void aFailedCloseForRoomIsLogged() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            touch(tenants, "a", "b");
            files.failures.put("close a", new SQLException("no"));
            files.open.remove("b");
            touch(tenants, "c");
            assertTrue(log.text().contains("app: closing the idle database of tenant a failed."), log::text);
        }
    }

    @Test
    void idleOnesAreClosedInTime() throws Exception {
        FakeTicker ticker = new FakeTicker();
        OpenTenants<String> idle = tenants(LONG, ticker);
        Duration timeout = Duration.ofSeconds(60);
        touch(idle, "a");
        ticker.advance(Duration.ofSeconds(20));
        TenantUse<String> b = idle.use("b");
        ticker.advance(Duration.ofSeconds(39));
        assertEquals(Duration.ofSeconds(1), idle.closeIdle(timeout));
        assertEquals(Set.of("a", "b"), files.open);
        ticker.advance(Duration.ofSeconds(1));
        assertEquals(timeout, idle.closeIdle(timeout));
        assertEquals(Set.of("b"), files.open, "one in use is not idle");
        b.close();
        ticker.advance(timeout);
        idle.closeIdle(timeout);
        assertEquals(Set.of(), files.open);
        assertEquals(2, idle.snapshot().closedIdle());
    }

    @Test
    void nobodyOpensATenantWhileItIsEvicted() throws Exception {
        TenantUse<String> used = tenants.use("a");
        files.hold("close a");
        Actor.Started<Boolean> evicts = anna.starts("evict a", () -> {
            tenants.evict("a", () -> files.events.add("delete a"));
            return true;
        });
        awaitEvent("close a");
        Actor.Started<TenantUse<String>> reopens = ben.starts("use a", () -> tenants.use("a"));
        awaitWaiting(1);
        used.close();
        files.pass("close a");
        evicts.result();
        reopens.result().close();
        assertEquals(List.of("open a", "close a", "delete a", "open a"), files.events);
        assertEquals(1, tenants.snapshot().open().size());
    }

    @Test
    void aTenantThatIsNotOpenCanBeEvicted() throws Exception {
        assertThrows(
                IOException.class,
                () -> tenants.evict("a", () -> {
                    throw new IOException("no");
                }));
        touch(tenants, "a", "b");
        assertEquals(Set.of("a", "b"), files.open, "the eviction has taken no room");
    }

    @Test
    void whatIsOpenedWhileAllIsClosedIsClosedToo() throws Exception {
        files.hold("open a");
        Actor.Started<TenantUse<String>> opens = anna.starts("use a", () -> tenants.use("a"));
        awaitEvent("open a");
        Actor.Started<TenantUse<String>> waits = ben.starts("use a", () -> tenants.use("a"));
        awaitWaiting(1);
        tenants.close();
        assertThrows(SessionClosedException.class, waits::result);
        files.pass("open a");
        assertThrows(SessionClosedException.class, opens::result);
        assertEquals(Set.of(), files.open);
        assertThrows(SessionClosedException.class, () -> tenants.use("b"));
    }

    @Test
    void closeClosesAllAndReportsEachFailure() throws Exception {
        touch(tenants, "a");
        TenantUse<String> used = tenants.use("b");
        SQLException failure = new SQLException("no");
        files.failures.put("close a", failure);
        assertSame(failure, assertThrows(SQLException.class, tenants::close));
        assertEquals(List.of("open a", "open b", "close a", "close b"), files.events);
        used.close();
        tenants.close();
        assertEquals(0, tenants.snapshot().open().size());
    }
}
