// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Databases that are their names; opening and closing waits or fails when the test says so. */
final class StubFiles implements TenantFiles<String> {
    final List<String> events = new CopyOnWriteArrayList<>();
    final Set<String> open = ConcurrentHashMap.newKeySet();
    final Map<String, SQLException> failures = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private volatile int mostOpen;

    /** Lets the next event of that name, such as {@code close a}, begin but not end until {@link #pass}. */
    void hold(String event) {
        gates.put(event, new CountDownLatch(1));
    }

    void pass(String event) {
        gates.get(event).countDown();
    }

    int mostOpen() {
        return mostOpen;
    }

    @Override
    public String open(String tenant) throws SQLException {
        happens("open " + tenant);
        assertTrue(open.add(tenant), () -> tenant + " is opened twice");
        mostOpen = Math.max(mostOpen, open.size());
        return tenant;
    }

    @Override
    public void close(String tenant, Deadline deadline) throws SQLException {
        happens("close " + tenant);
        assertTrue(open.remove(tenant), () -> tenant + " is closed twice");
    }

    private void happens(String event) throws SQLException {
        events.add(event);
        CountDownLatch gate = gates.get(event);
        try {
            assertTrue(gate == null || gate.await(60, TimeUnit.SECONDS), event);
        } catch (InterruptedException interrupt) {
            throw new AssertionError(event, interrupt);
        }
        SQLException failure = failures.remove(event);
        if (failure != null) {
            throw failure;
        }
    }
}
