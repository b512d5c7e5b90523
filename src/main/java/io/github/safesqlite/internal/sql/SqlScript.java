// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.util.List;

/** A SQL text as its caller gave it, split into statements. Immutable and thread-safe. */
public final class SqlScript {
    private final String text;
    private final List<SqlStatement> statements;
    private final SqlStatement single;

    private SqlScript(String text) {
        this.text = text;
        this.statements = List.copyOf(new StatementParser(text).parseAll());
        this.single = statements.isEmpty() ? new SqlStatement(text, new StatementDraft()) : statements.get(0);
    }

    /** Splits and classifies a text. Never fails: what it does not understand is a {@link StatementKind#WRITE}. */
    public static SqlScript parse(String text) {
        return new SqlScript(text);
    }

    /** The statements in order; empty ones are dropped. Their texts, put together, are the whole text. */
    public List<SqlStatement> statements() {
        return statements;
    }

    /** The text as it was given. */
    public String text() {
        return text;
    }

    /** The only statement, or the first; one of kind {@link StatementKind#EMPTY} if there is none. */
    public SqlStatement single() {
        return single;
    }

    /** Whether any of the statements may take SQLite's write lock on a database file. */
    public boolean needsGate() {
        for (SqlStatement statement : statements) {
            if (statement.needsGate()) {
                return true;
            }
        }
        return false;
    }

    /** Whether any of the statements changes the schema. */
    public boolean changesSchema() {
        for (SqlStatement statement : statements) {
            if (statement.changesSchema()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return statements.toString();
    }
}
