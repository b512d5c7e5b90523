// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.management;

import io.github.safesqlite.internal.batch.BatchWriters;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.snapshot.DataSourceSnapshot;

/** A DataSource, or a connection of the JDBC driver, as {@link OpenDataSources} knows it while it is open. */
public interface OpenDataSource {
    /** The option {@code poolName}. */
    String poolName();

    /** The current snapshot. */
    DataSourceSnapshot snapshot();

    /** Ends an open connection; whether there was one of that number. */
    boolean abort(long sessionId);

    /** Its batch writers and counters that are open. */
    BatchWriters writers();

    /** Who hears its events. */
    Listeners listeners();

    /** The write gate of its file. */
    WriteGate gate();
}
