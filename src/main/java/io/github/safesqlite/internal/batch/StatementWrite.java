// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriter.Binder;
import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.internal.text.SqlText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One statement with its parameters. */
public final class StatementWrite extends Write<WriteResult> {
    private final StatementText text;
    private @Nullable Parameters parameters;

    private StatementWrite(StatementText text, Parameters parameters, long bytes) {
        super(text.bytes() + bytes);
        this.text = text;
        this.parameters = parameters;
    }

    /** Sets the parameters on a statement that has so many. */
    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement, int wanted) throws SQLException;
    }

    /** With values, in the order of the parameters. */
    public static StatementWrite of(StatementText text, @Nullable Object[] given) {
        @Nullable Object[] values = given.clone();
        return new StatementWrite(
                text, (statement, wanted) -> setAll(text, statement, wanted, values), ValueSize.of(values));
    }

    static StatementWrite of(StatementText text, Binder binder) {
        return new StatementWrite(
                text,
                (statement, wanted) -> {
                    statement.clearParameters();
                    binder.bind(statement);
                },
                0);
    }

    /** Its SQL, as messages show it. */
    public String sql() {
        return SqlText.abbreviate(text.sql());
    }

    StatementText text() {
        return text;
    }

    void bind(PreparedStatement statement, int wanted) throws SQLException {
        Parameters set = parameters;
        if (set == null) {
            throw new IllegalStateException("the write has its outcome already");
        }
        set.set(statement, wanted);
    }

    @Override
    void release() {
        parameters = null;
    }

    private static void setAll(StatementText text, PreparedStatement statement, int wanted, @Nullable Object[] values)
            throws SQLException {
        if (wanted != values.length) {
            throw new SQLException("the statement has " + wanted + " parameters, " + values.length + " were given: "
                    + SqlText.abbreviate(text.sql()));
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
