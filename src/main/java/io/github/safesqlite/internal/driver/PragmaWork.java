// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;

/** Whether a PRAGMA that may write has anything to do. */
final class PragmaWork {
    private PragmaWork() {}

    /** Whether it would change nothing; false also if that cannot be told. */
    static boolean isNone(PhysicalConnection connection, SqlStatement sql) {
        try {
            return switch (sql.pragma()) {
                case "journal_mode" -> hasJournalMode(connection, sql.pragmaValue());
                // One of the few that SQLite can explain without applying them: all that it does is in its program.
                case "optimize" -> connection.explain(sql.sql()).hasNothingToDo();
                default -> false;
            };
        } catch (SQLException busyOrBroken) {
            return false;
        }
    }

    private static boolean hasJournalMode(PhysicalConnection connection, String wanted) throws SQLException {
        // A database in memory has no log, whatever is asked for.
        return connection.hasPragma("journal_mode", wanted)
                || wanted.equalsIgnoreCase("wal") && connection.hasPragma("journal_mode", "memory");
    }
}
