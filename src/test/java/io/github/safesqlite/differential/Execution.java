// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A run of SQL through a statement.
 *
 * @param step of which step it is, or {@link History#NONE} if the statement has run nothing
 * @param call by which call; GET if it has run nothing
 * @param sql what it ran, the entries of a batch; of a prepared statement also what it will run
 */
record Execution(int step, Call call, List<Sql> sql) {
    static final Execution NOTHING = new Execution(History.NONE, Call.GET, List.of());

    boolean hasRun() {
        return step != History.NONE;
    }

    boolean any(Predicate<Sql> property) {
        return sql.stream().anyMatch(property);
    }

    boolean mentions(Pattern words) {
        return any(text -> text.mentions(words));
    }

    /** What it ran first. */
    boolean first(Predicate<SqlStatement> property) {
        return !sql.isEmpty() && property.test(sql.get(0).first());
    }

    /** Whether its SQL, the first if there are several, is an INSERT, UPDATE, DELETE or REPLACE. */
    boolean changesRows() {
        return first(SqlStatement::changesRows);
    }
}
