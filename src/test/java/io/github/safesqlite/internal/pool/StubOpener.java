// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.change.CommittedChanges;
import io.github.safesqlite.internal.driver.NativeMemory;
import io.github.safesqlite.internal.driver.PageCaches;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.opening.ConnectionOpener;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.sqlite.JDBC;

/** Opens databases in memory, counts them, and fails or waits when told to. */
final class StubOpener implements ConnectionOpener {
    /** Runs before each open, with its number from 1 on. */
    interface BeforeOpen {
        void opening(int number) throws SQLException;
    }

    final AtomicInteger opens = new AtomicInteger();
    final List<PhysicalConnection> opened = Collections.synchronizedList(new ArrayList<>());
    volatile BeforeOpen beforeOpen = number -> {};
    private final Ticker ticker;
    private final Listeners listeners;

    StubOpener(Ticker ticker, Listeners listeners) {
        this.ticker = ticker;
        this.listeners = listeners;
    }

    @Override
    public PhysicalConnection open(long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        beforeOpen.opening(opens.incrementAndGet());
        var connection = new PhysicalConnection(
                JDBC.createConnection("jdbc:sqlite::memory:", new Properties()),
                false,
                new NativeMemory(8, 1 << 20, PageCaches.of(Optional.empty(), Map.of())),
                new SchemaChanges(),
                new CommittedChanges(),
                ticker,
                listeners);
        opened.add(connection);
        return connection;
    }

    long stillOpen() throws SQLException {
        long open = 0;
        for (PhysicalConnection connection : List.copyOf(opened)) {
            open += connection.driver().isClosed() ? 0 : 1;
        }
        return open;
    }
}
