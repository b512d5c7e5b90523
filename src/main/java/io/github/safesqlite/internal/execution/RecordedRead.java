// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.driver.CachedStatement;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.transaction.RepeatableRead;
import io.github.safesqlite.internal.transaction.RowDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A query with the parameters that it had. Immutable. */
final class RecordedRead implements RepeatableRead {
    private final SqlStatement sql;
    private final Parameters parameters;
    private final boolean prepared;

    private RecordedRead(SqlStatement sql, Parameters parameters, boolean prepared) {
        this.sql = sql;
        this.parameters = parameters;
        this.prepared = prepared;
    }

    /** One that has just run, or null if its parameters are too large to be kept. */
    static @Nullable RecordedRead of(Execution execution) {
        Parameters kept = execution.parameters().kept();
        return kept == null
                ? null
                : new RecordedRead(execution.sql(), kept, execution.statement().isPrepared());
    }

    @Override
    public SqlStatement sql() {
        return sql;
    }

    @Override
    public void repeat(PhysicalConnection connection, RowDigest rows) throws SQLException {
        CachedStatement lent = connection.statements().borrow(sql, prepared);
        boolean reusable = false;
        try {
            parameters.applyTo(lent.driver());
            try (ResultSet all = lent.driver().executeQuery()) {
                rows.addAll(all);
            }
            reusable = true;
        } finally {
            connection.statements().giveBack(lent, reusable);
        }
    }
}
