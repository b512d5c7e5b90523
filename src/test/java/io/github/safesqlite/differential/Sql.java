// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.util.regex.Pattern;

/** The SQL text of a step, with what is known of it. */
record Sql(SqlScript script) {
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern PARAMETER = Pattern.compile("\\?|[:@]\\w+");

    static Sql of(String text) {
        return new Sql(SqlScript.parse(text));
    }

    String text() {
        return script.text();
    }

    /** Its only statement, or the first. */
    SqlStatement first() {
        return script.single();
    }

    /** Whether it is a text without a statement. */
    boolean isEmpty() {
        return script.statements().isEmpty();
    }

    boolean is(StatementKind kind) {
        return script.statements().stream().anyMatch(statement -> statement.kind() == kind);
    }

    boolean hasReturning() {
        return script.statements().stream().anyMatch(SqlStatement::hasReturning);
    }

    boolean changesRows() {
        return script.statements().stream().anyMatch(SqlStatement::changesRows);
    }

    boolean changesSchema() {
        return script.statements().stream().anyMatch(SqlStatement::changesSchema);
    }

    boolean inserts() {
        return script.statements().stream().anyMatch(SqlStatement::isInsert);
    }

    /** Whether it sets this PRAGMA of the connection. */
    boolean sets(String pragma) {
        return script.statements().stream().anyMatch(statement -> pragma.equals(statement.sessionPragma()));
    }

    /** Whether the text, of which there is no structure for this, has these words. */
    boolean mentions(Pattern words) {
        return words.matcher(text()).find();
    }

    int parameters() {
        return (int) PARAMETER
                .matcher(QUOTED.matcher(text()).replaceAll(""))
                .results()
                .count();
    }

    /** As Java would write it. */
    @Override
    public String toString() {
        return '"' + text().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
