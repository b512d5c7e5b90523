// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.sql.Types;

/** What SQLite knows of parameters: how many there are. The rest is what the driver says of every parameter. */
record ParameterMetaDataView(int count) implements ParameterMetaData {
    @Override
    public int getParameterCount() {
        return count;
    }

    @Override
    public int isNullable(int index) {
        return parameterNullable;
    }

    @Override
    public boolean isSigned(int index) {
        return true;
    }

    @Override
    public int getPrecision(int index) {
        return 0;
    }

    @Override
    public int getScale(int index) {
        return 0;
    }

    @Override
    public int getParameterType(int index) throws SQLException {
        checkIndex(index);
        return Types.VARCHAR;
    }

    @Override
    public String getParameterTypeName(int index) throws SQLException {
        checkIndex(index);
        return "VARCHAR";
    }

    @Override
    public String getParameterClassName(int index) {
        return "java.lang.String";
    }

    @Override
    public int getParameterMode(int index) {
        return parameterModeIn;
    }

    private void checkIndex(int index) throws SQLException {
        if (index < 1 || index > count) {
            throw new SQLException("parameter index " + index + " is out of range: the statement has " + count
                    + (count == 1 ? " parameter" : " parameters"));
        }
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
