// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.text.SqlText;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/** Refuses what SQL from strangers must not do. Limits of SQLite's do the same for ATTACH and VACUUM, and more. Stateless. */
final class UntrustedSql {
    private UntrustedSql() {}

    /**
     * Looks at each statement of a text before any of them runs.
     *
     * @throws SQLException if one reaches another file or takes away a protection of this one
     */
    static void check(String poolName, SqlScript script) throws SQLException {
        for (SqlStatement statement : script.statements()) {
            if (statement.leavesGuard()) {
                throw new SQLNonTransientException(
                        poolName + ": a statement is not allowed with untrusted=true, since it " + reason(statement)
                                + SqlText.inParentheses(statement.sql())
                                + ". Nothing was run. Run it through a DataSource of your own without untrusted.",
                        SqlState.NOT_ALLOWED,
                        VendorCode.AUTH);
            }
        }
    }

    private static String reason(SqlStatement statement) {
        return switch (statement.kind()) {
            case PRAGMA -> "takes away a protection of the database";
            case VACUUM -> "writes another file";
            default -> "reaches another file";
        };
    }
}
