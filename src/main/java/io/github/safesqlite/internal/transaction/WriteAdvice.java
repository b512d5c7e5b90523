// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Advice on which setting would help a session that cannot write; never one that is already set. */
final class WriteAdvice {
    private WriteAdvice() {}

    static StaleSnapshotException staleSnapshot(
            SessionCore session, @Nullable Throwable firstRead, SQLException cause) {
        SessionContext context = session.context();
        return StaleSnapshotException.of(
                context.poolName(), session.calls().runningSql(), firstRead, begin(context.config()), cause);
    }

    /** In auto-commit mode, where only open result sets have read. */
    static StaleSnapshotException staleRows(SessionCore session, SQLException cause) {
        return StaleSnapshotException.ofOpenRows(
                session.context().poolName(), session.calls().runningSql(), cause);
    }

    /** What it has read gives something else on the newest state. */
    static StaleSnapshotException changedRead(SessionCore session, String read, SQLException cause) {
        session.context().listeners().staleSnapshot(session.id());
        return StaleSnapshotException.ofChangedRead(
                session.context().poolName(), session.calls().runningSql(), read, cause);
    }

    /** What it has read cannot be compared with the newest state. */
    static StaleSnapshotException unknownSnapshot(SessionCore session, String why, SQLException cause) {
        session.context().listeners().staleSnapshot(session.id());
        return StaleSnapshotException.ofUnknownRead(
                session.context().poolName(), session.calls().runningSql(), why, cause);
    }

    /** How to begin a transaction that is going to write. */
    private static String begin(SqliteConfig config) {
        // Otherwise only BEGIN DEFERRED in SQL begins without the lock.
        return config.beginMode() != BeginMode.DEFERRED ? "BEGIN IMMEDIATE" : "beginMode=IMMEDIATE";
    }

    /** What lets a reader leave a writer alone, as the end of a sentence; empty if nothing that could be set does. */
    static String besideReads(SqliteConfig config, boolean isFile) {
        boolean asked = "wal".equalsIgnoreCase(config.pragmas().get("journal_mode"));
        return isFile && !asked ? ", or use journal_mode=WAL" : "";
    }
}
