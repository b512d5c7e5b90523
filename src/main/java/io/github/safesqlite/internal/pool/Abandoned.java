// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.background.Daemon;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.text.HolderText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Closes the connections that were still held when their source was closed. */
final class Abandoned {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private Abandoned() {}

    /**
     * Reports who holds them, has {@code late} tell them, interrupts what they run and closes them on a daemon thread, for
     * closing waits for SQLite.
     */
    static void closeLater(String poolName, Map<PhysicalConnection, HolderInfo> held, Duration waited, Runnable late) {
        if (held.isEmpty()) {
            return;
        }
        try {
            end(poolName, List.copyOf(held.keySet()), late);
        } finally {
            tell(poolName, held, waited);
        }
    }

    private static void end(String poolName, List<PhysicalConnection> connections, Runnable late) {
        connections.forEach(connection -> connection.discard("pool closed"));
        try {
            late.run();
        } finally {
            Daemon.run(
                    poolName + "-closer",
                    () -> connections.forEach(connection -> {
                        connection.interrupt();
                        connection.close();
                    }));
        }
    }

    private static void tell(String poolName, Map<PhysicalConnection, HolderInfo> held, Duration waited) {
        log.atWarn()
                .addKeyValue("pool", poolName)
                .addKeyValue("connections", held.size())
                .addKeyValue("waitedMillis", waited.toMillis())
                .log(
                        "{}: closed with {} connection(s) still in use after {} ms (closeTimeout): {}. They have been closed.",
                        poolName,
                        held.size(),
                        waited.toMillis(),
                        held.values().stream().map(HolderText::describe).collect(Collectors.joining("; ")));
    }
}
