// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The schema that a connection sees alone, since it has changed it in a transaction that is still open. Not thread-safe.
 *
 * <p>It is read once. From then on the texts that change it tell what comes to be in it, so that a script of many definitions does
 * not ask SQLite about each of them.
 */
final class OwnSchema {
    private enum Calls {
        NOT_READ,
        NONE,
        SOME
    }

    private Calls calls = Calls.NOT_READ;
    private final List<String> added = new ArrayList<>();

    /** A statement has changed it. */
    void changedBy(String sql) {
        if (calls != Calls.SOME) {
            added.add(sql);
        }
    }

    /** It has changed in an unknown way, or ends. */
    void forget() {
        calls = Calls.NOT_READ;
        added.clear();
    }

    /** Whether the text of a statement tells all that it does, as {@link SchemaPrograms} tells it of the schema that all see. */
    boolean tellsByText(SqlStatement sql, PhysicalConnection connection) {
        if (sql.asksForChanges() || sql.mayDoNothing() || connection.attached().isAny()) {
            return false;
        }
        try {
            ApplicationCode code = connection.applicationCode();
            return !mentionsCalls(connection, code) && !code.isMentionedIn(sql.sql());
        } catch (SQLException busyOrBroken) {
            connection.passedOver(busyOrBroken);
            return false;
        }
    }

    private boolean mentionsCalls(PhysicalConnection connection, ApplicationCode code) throws SQLException {
        boolean found = calls == Calls.NOT_READ
                ? SchemaCalls.areIn(connection)
                : calls == Calls.SOME || added.stream().anyMatch(text -> SchemaCalls.areIn(text, code));
        calls = found ? Calls.SOME : Calls.NONE;
        added.clear();
        return found;
    }
}
