// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.binding.Cursor;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** The metadata of a result set. To the driver it is the result set itself, so it must not get out. */
abstract class ResultSetMetaDataProxy implements ResultSetMetaData {
    private final Cursor cursor;

    ResultSetMetaDataProxy(Cursor cursor) {
        this.cursor = cursor;
    }

    /** What the generated methods call. */
    protected ResultSetMetaData delegate() throws SQLException {
        return cursor.rows().getMetaData();
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
