// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.binding.Cursor;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A result set that a caller holds. Reading columns goes straight to the driver's. */
abstract class ResultSetProxy implements ResultSet {
    private final @Nullable StatementProxy statement;
    private final Cursor cursor;

    ResultSetProxy(@Nullable StatementProxy statement, Cursor cursor) {
        this.statement = statement;
        this.cursor = cursor;
    }

    /** What the generated methods call. */
    protected ResultSet delegate() throws SQLException {
        return cursor.rows();
    }

    @Override
    public boolean next() throws SQLException {
        return cursor.next();
    }

    @Override
    public void close() throws SQLException {
        cursor.close();
    }

    @Override
    public boolean isClosed() {
        return cursor.isClosed();
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        cursor.checkOpen();
        return statement;
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        cursor.checkOpen();
        return Proxies.resultSetMetaData(cursor);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Unwrapping.self(this, type);
    }
}
