// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.readout.ReadOut;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What remains of a result set whose rows were all read. Few ask anything of it then, so its columns are asked for when someone
 * does; where to compile the text again would run it, they are asked for at once.
 *
 * @param answer what it answers, if that is known
 */
record EndedRows(
        @Nullable SqlStatement sql,
        int rows,
        int fetchSize,
        @Nullable ResultSet answer) {
    /** Of a result set that is after its last row. */
    static EndedRows of(DriverCursor cursor) throws SQLException {
        SqlStatement sql = cursor.sql();
        int rows = cursor.rows().getRow();
        int fetchSize = cursor.rows().getFetchSize();
        if (sql != null && (sql.kind() == StatementKind.READ || sql.kind() == StatementKind.WRITE)) {
            return new EndedRows(sql, rows, fetchSize, null);
        }
        ReadOut readOut = ReadOut.ended(
                cursor.rows().getMetaData(), RowsToMemory.format(cursor.lease().connection()), fetchSize, rows);
        return new EndedRows(sql, rows, fetchSize, readOut.resultSet());
    }

    /** The result set that answers what is asked after the last row. */
    ResultSet describe(SessionCore session) throws SQLException {
        return answer != null ? answer : describe(Objects.requireNonNull(sql), session);
    }

    private ResultSet describe(SqlStatement text, SessionCore session) throws SQLException {
        return CompiledStatement.look(
                session,
                text,
                (connection, delegate) -> ReadOut.ended(
                                delegate.getMetaData(), RowsToMemory.format(connection), fetchSize, rows)
                        .resultSet());
    }
}
