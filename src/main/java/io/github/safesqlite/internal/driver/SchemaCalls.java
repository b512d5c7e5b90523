// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import java.util.Locale;

/** Finds what calls a function that asks for a session's counters, or one of the application, by its name in a text. Stateless. */
final class SchemaCalls {
    /** It is in {@code total_changes} too. */
    private static final String CHANGES = "changes";

    private static final String LAST_INSERT_ROWID = "last_insert_rowid";

    private SchemaCalls() {}

    /** Whether one of the tables, views, indexes and triggers that the connection sees may. */
    static boolean areIn(PhysicalConnection connection) throws SQLException {
        ApplicationCode code = connection.applicationCode();
        for (String database : FirstColumn.of(connection.driver(), "SELECT name FROM pragma_database_list")) {
            String texts =
                    "SELECT sql FROM \"" + database.replace("\"", "\"\"") + "\".sqlite_schema WHERE sql IS NOT NULL";
            for (String text : FirstColumn.of(connection.driver(), texts)) {
                if (areIn(text, code)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a text may. */
    static boolean areIn(String text, ApplicationCode code) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains(CHANGES) || lower.contains(LAST_INSERT_ROWID) || code.isMentionedIn(text);
    }
}
