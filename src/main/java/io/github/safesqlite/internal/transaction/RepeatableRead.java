// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;

/** A read of a transaction that can be run once more, with the parameters that it had. Immutable. */
public interface RepeatableRead {
    /** What was run. */
    SqlStatement sql();

    /**
     * Runs it, and hands all its rows to {@code rows}.
     *
     * @throws SQLException what SQLite fails with, or {@code rows} refuses
     */
    void repeat(PhysicalConnection connection, RowDigest rows) throws SQLException;
}
