// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.text.SqlText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of a write, known to be one statement that can stand in a transaction with others.
 *
 * @param givesRows whether it gives rows, so that it can not be part of a JDBC batch
 */
public record StatementText(String sql, boolean givesRows) {
    /** Reads a text, with a classifier that remembers it. */
    public static StatementText of(String sql, SqlClassifier classifier) {
        List<SqlStatement> statements = classifier.classify(sql).statements();
        if (statements.size() != 1) {
            throw new IllegalArgumentException("submit takes one statement at a time, this has " + statements.size()
                    + ": " + SqlText.abbreviate(sql) + ". Submit several as a Unit.");
        }
        SqlStatement statement = statements.get(0);
        if (!canShare(statement)) {
            throw new IllegalArgumentException(
                    "a batch writer runs statements inside of its own transaction, which this can" + " not be part of: "
                            + SqlText.abbreviate(sql) + ". Run it on a connection of its own.");
        }
        return new StatementText(sql, statement.returnsRows());
    }

    private static boolean canShare(SqlStatement statement) {
        boolean isData = statement.kind() == StatementKind.WRITE || statement.kind() == StatementKind.READ;
        return isData && !statement.changesSession() && !statement.outsideTransactionOnly();
    }

    long bytes() {
        return 2L * sql.length();
    }

    // Written out: the generated ones would keep the class loader of the library from being collected.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StatementText that && sql.equals(that.sql);
    }

    @Override
    public int hashCode() {
        return sql.hashCode();
    }
}
