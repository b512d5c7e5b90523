// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.management;

import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What is open in this JVM: every DataSource of this library, and every connection that its JDBC driver gave. For diagnosis
 * and tests that did not build the DataSources they look at. Safe for use by multiple threads.
 */
public final class OpenDataSources {
    private static final List<OpenDataSource> OPEN = new ArrayList<>();
    private static final List<InlineListener> LISTENERS = new ArrayList<>();

    private OpenDataSources() {}

    /** A snapshot of each, in the order in which they were opened. */
    public static List<DataSourceSnapshot> snapshots() {
        return open().stream().map(OpenDataSource::snapshot).toList();
    }

    /** Lets {@code listener} hear the events of all that are open and all that will be opened. */
    public static void addListener(InlineListener listener) {
        synchronized (OPEN) {
            LISTENERS.add(listener);
            OPEN.forEach(each -> each.listeners().add(listener));
        }
    }

    /** Ends what {@link #addListener} began; an event that is under way may still be heard. */
    public static void removeListener(InlineListener listener) {
        synchronized (OPEN) {
            LISTENERS.remove(listener);
            OPEN.forEach(each -> each.listeners().remove(listener));
        }
    }

    /** Closes a batch writer or counters without writing what waits; whether there was one of that number. */
    public static boolean abandonWriter(long writerId) {
        return open().stream().anyMatch(each -> each.writers().abandon(writerId));
    }

    /**
     * Ends an open connection from outside: what it runs is interrupted, its transaction rolled back, its next use fails.
     * Whether there was one of that number.
     */
    public static boolean abort(long sessionId) {
        return open().stream().anyMatch(each -> each.abort(sessionId));
    }

    /** Notes that {@code dataSource} is open. */
    public static void opened(OpenDataSource dataSource) {
        synchronized (OPEN) {
            OPEN.add(dataSource);
            LISTENERS.forEach(dataSource.listeners()::add);
        }
    }

    /** Notes that {@code dataSource} is closed. */
    public static void closed(OpenDataSource dataSource) {
        synchronized (OPEN) {
            OPEN.remove(dataSource);
        }
    }

    /** The names of the others on the same file as {@code dataSource}. */
    public static List<String> sharing(OpenDataSource dataSource) {
        return open().stream()
                .filter(other -> other != dataSource && other.gate() == dataSource.gate())
                .map(OpenDataSource::poolName)
                .toList();
    }

    private static List<OpenDataSource> open() {
        synchronized (OPEN) {
            return List.copyOf(OPEN);
        }
    }
}
