// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;

/** How a database that is open keeps commits and readers apart. Stateless. */
public final class JournalMode {
    private JournalMode() {}

    /** Whether by a write-ahead log. Asked of the database: the application may have set the mode, and a file keeps it. */
    public static boolean isWriteAheadLog(SqliteConfig config, ConnectionSource source, Ticker ticker)
            throws SQLException {
        Loan loan = source.acquireOwn(Deadlines.connection(config, ticker));
        try {
            return "wal".equalsIgnoreCase(loan.connection().pragmas().read("journal_mode"));
        } finally {
            source.release(loan);
        }
    }
}
