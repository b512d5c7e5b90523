// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.background.Timer;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import java.time.Duration;

/** Interrupts what runs on a connection after some time, and never what runs there later. Safe for use by multiple threads. */
final class TimedInterrupt implements AutoCloseable {
    private final PhysicalConnection connection;
    private final Timer.Planned planned;
    private boolean over;

    private TimedInterrupt(Duration time, PhysicalConnection connection) {
        this.connection = connection;
        this.planned = Timer.after(time, this::ring);
    }

    static TimedInterrupt after(Duration time, PhysicalConnection connection) {
        return new TimedInterrupt(time, connection);
    }

    private synchronized void ring() {
        if (!over) {
            connection.interrupt();
        }
    }

    /** SQLite forgets an interrupt with the next statement that begins while no other is running. */
    @Override
    public synchronized void close() {
        over = true;
        planned.cancel();
    }
}
