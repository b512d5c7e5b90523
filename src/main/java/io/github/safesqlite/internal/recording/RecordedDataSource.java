// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource whose events go to the flight recorder while a recording runs, from {@link #start} to {@link #close}. Without a recording
 * no class of an event is loaded, and nothing listens. Safe for use by multiple threads.
 */
public final class RecordedDataSource implements AutoCloseable {
    private final String poolName;
    private final WriteGate gate;
    private final Listeners listeners;
    private final RecordingWatch watch;

    /** There while a recording runs; written under the lock of the watch. */
    private volatile @Nullable InlineListener events;

    RecordedDataSource(String poolName, WriteGate gate, Listeners listeners, RecordingWatch watch) {
        this.poolName = poolName;
        this.gate = gate;
        this.listeners = listeners;
        this.watch = watch;
    }

    /** Begins to look for recordings: now, and from time to time. */
    public static RecordedDataSource start(String poolName, WriteGate gate, Listeners listeners) {
        var recorded = new RecordedDataSource(poolName, gate, listeners, RecordingWatch.SHARED);
        RecordingWatch.SHARED.add(recorded);
        return recorded;
    }

    /** Called by the watch. */
    void follow(boolean recording) {
        InlineListener current = events;
        if (recording && current == null) {
            InlineListener created = new FlightEvents(poolName, gate);
            listeners.add(created);
            events = created;
        } else if (!recording && current != null) {
            listeners.remove(current);
            events = null;
        }
    }

    boolean isListening() {
        return events != null;
    }

    @Override
    public void close() {
        watch.remove(this);
    }
}
