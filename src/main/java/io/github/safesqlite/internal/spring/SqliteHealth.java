// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.GateSnapshot.Holder;
import io.github.safesqlite.snapshot.WalSnapshot;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether DataSources can read, and what their connections wait for. A busy database is a healthy one. Immutable. */
record SqliteHealth(List<ConcurrencySafeSqliteDataSource> dataSources) {
    SqliteHealth {
        dataSources = List.copyOf(dataSources);
    }

    /** Reads from each database, which does not wait for writers. */
    void requireConnections() throws SQLException {
        for (ConcurrencySafeSqliteDataSource dataSource : dataSources) {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement();
                    var one = statement.executeQuery("SELECT 1")) {
                one.next();
            }
        }
    }

    /** For each DataSource, by the name of its pool: connections, the holder of the write gate, the log, advice. */
    Map<String, Object> details() throws SQLException {
        Map<String, Object> details = new LinkedHashMap<>();
        for (ConcurrencySafeSqliteDataSource dataSource : dataSources) {
            DataSourceSnapshot snapshot = dataSource.snapshot();
            details.put(snapshot.poolName(), details(snapshot));
        }
        return details;
    }

    private static Map<String, Object> details(DataSourceSnapshot snapshot) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("file", snapshot.file());
        details.put("open", snapshot.pool().openSessions());
        details.put("connections", snapshot.pool().describe());
        details.put("writers", snapshot.gate().waiters().size());
        Holder holder = snapshot.gate().holder();
        if (holder != null) {
            details.put("holder", describe(holder));
        }
        WalSnapshot wal = snapshot.wal();
        if (wal != null) {
            details.put("walBytes", wal.bytes());
        }
        details.put("leaks", snapshot.counts().leaksDetected());
        details.put(
                "timeouts", snapshot.counts().gateTimeouts() + snapshot.counts().connectionTimeouts());
        details.put("advice", snapshot.advice());
        return details;
    }

    private static String describe(Holder holder) {
        return "connection #" + holder.sessionId() + " of " + holder.poolName() + " on thread \"" + holder.thread()
                + "\" for " + holder.held().toMillis() + " ms" + (holder.sql() == null ? "" : ": " + holder.sql());
    }
}
