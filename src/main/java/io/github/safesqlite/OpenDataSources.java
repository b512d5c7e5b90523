// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What is open in this JVM: every DataSource of this library, and every connection that its JDBC driver gave. For diagnosis
 * and tests that did not build the DataSources they look at. Safe for use by multiple threads.
 */
public final class OpenDataSources {
    private static final List<Engine> ENGINES = new ArrayList<>();
    private static final List<InlineListener> LISTENERS = new ArrayList<>();

    private OpenDataSources() {}

    /** A picture of each, in the order of their opening. */
    public static List<DataSourceSnapshot> snapshots() {
        return engines().stream().map(Engine::snapshot).toList();
    }

    /** Lets {@code listener} hear the events of all that are open and all that will be opened. */
    public static void addListener(InlineListener listener) {
        synchronized (ENGINES) {
            LISTENERS.add(listener);
            ENGINES.forEach(engine -> engine.listeners().add(listener));
        }
    }

    /** Ends what {@link #addListener} began; an event that is under way may still be heard. */
    public static void removeListener(InlineListener listener) {
        synchronized (ENGINES) {
            LISTENERS.remove(listener);
            ENGINES.forEach(engine -> engine.listeners().remove(listener));
        }
    }

    /**
     * Ends an open connection from outside: what it runs is interrupted, its transaction rolled back, its next use fails.
     * Whether there was one of that number.
     */
    public static boolean abort(long sessionId) {
        return engines().stream().anyMatch(engine -> engine.abort(sessionId));
    }

    static void opened(Engine engine) {
        synchronized (ENGINES) {
            ENGINES.add(engine);
            LISTENERS.forEach(engine.listeners()::add);
        }
    }

    static void closed(Engine engine) {
        synchronized (ENGINES) {
            ENGINES.remove(engine);
        }
    }

    /** The names of those on the same file as {@code engine}, without it. */
    static List<String> sharing(Engine engine, WriteGate gate) {
        return engines().stream()
                .filter(other -> other != engine && other.gate() == gate)
                .map(other -> other.config().poolName())
                .toList();
    }

    private static List<Engine> engines() {
        synchronized (ENGINES) {
            return List.copyOf(ENGINES);
        }
    }
}
