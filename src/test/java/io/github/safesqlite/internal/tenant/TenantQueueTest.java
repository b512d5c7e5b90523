// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.tenant.TenantQueue.Waiter;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Waiting;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who of those that wait for tenants is next. */
@Timeout(180)
class TenantQueueTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final TenantQueue queue = new TenantQueue("app", lock, name -> !known.contains(name));

    @Test
    void nobodyGoesBeforeOneThatWaitsForRoom() {
        lock.lock();
        assertTrue(queue.isFirstForRoom(null));
        known.add("a");
        Waiter forOpening = queue.enter("a");
        assertTrue(queue.isFirstForRoom(null), "it does not wait for room");
        Waiter first = queue.enter("b");
        Waiter second = queue.enter("c");
        assertFalse(queue.isFirstForRoom(null));
        assertFalse(queue.isFirstForRoom(forOpening));
        assertFalse(queue.isFirstForRoom(second));
        assertTrue(queue.isFirstForRoom(first));
        queue.leave(first);
        assertTrue(queue.isFirstForRoom(second));
        lock.unlock();
    }

    /** When two rooms become free at once, only the first hears of it. */
    @Test
    void whoLeavesWakesTheNext() throws Exception {
        try (Actor anna = new Actor("anna");
                Actor ben = new Actor("ben")) {
            Actor.Started<Boolean> first = anna.starts("wait", () -> waitOnce("a"));
            awaitWaiters(1);
            Actor.Started<Boolean> second = ben.starts("wait", () -> waitOnce("b"));
            awaitWaiters(2);
            lock.lock();
            try {
                queue.changed("x");
            } finally {
                lock.unlock();
            }
            assertTrue(first.result());
            assertTrue(second.result());
            assertEquals(0, queue.size());
        }
    }

    private boolean waitOnce(String tenant) throws Exception {
        lock.lock();
        Waiter waiter = queue.enter(tenant);
        try {
            queue.await(waiter, Deadline.never());
            return true;
        } finally {
            queue.leave(waiter);
            lock.unlock();
        }
    }

    private void awaitWaiters(int count) {
        Waiting.until(() -> {
            lock.lock();
            try {
                return queue.size() == count;
            } finally {
                lock.unlock();
            }
        });
    }
}
