// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Set;

/** Describes the columns of rows in memory, and their types in the current row. */
final class MemoryMetaData implements ResultSetMetaData {
    private static final Set<String> SIGNED = Set.of("NUMERIC", "INTEGER", "REAL");

    private final Getters rows;
    private final Columns columns;

    MemoryMetaData(Getters rows, Columns columns) {
        this.rows = rows;
        this.columns = columns;
    }

    private Column.Type type(int column) throws SQLException {
        return columns.get(column).type(rows.value(column).kind());
    }

    @Override
    public int getColumnCount() {
        return columns.count();
    }

    @Override
    public String getColumnLabel(int column) throws SQLException {
        return columns.get(column).name();
    }

    @Override
    public String getColumnName(int column) throws SQLException {
        return columns.get(column).name();
    }

    @Override
    public String getTableName(int column) throws SQLException {
        return columns.get(column).table();
    }

    @Override
    public String getSchemaName(int column) {
        return "";
    }

    @Override
    public String getCatalogName(int column) {
        return "";
    }

    @Override
    public int getColumnType(int column) throws SQLException {
        return type(column).code();
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        return type(column).name();
    }

    @Override
    public String getColumnClassName(int column) throws SQLException {
        return rows.value(column).kind().className();
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return SIGNED.contains(getColumnTypeName(column));
    }

    @Override
    public int getPrecision(int column) throws SQLException {
        return columns.get(column).precision();
    }

    @Override
    public int getScale(int column) throws SQLException {
        return columns.get(column).scale();
    }

    @Override
    public int isNullable(int column) throws SQLException {
        return columns.get(column).nullable();
    }

    @Override
    public boolean isAutoIncrement(int column) throws SQLException {
        return columns.get(column).autoIncrement();
    }

    @Override
    public int getColumnDisplaySize(int column) {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isCaseSensitive(int column) {
        return true;
    }

    @Override
    public boolean isSearchable(int column) {
        return true;
    }

    @Override
    public boolean isCurrency(int column) {
        return false;
    }

    @Override
    public boolean isReadOnly(int column) {
        return false;
    }

    @Override
    public boolean isWritable(int column) {
        return true;
    }

    @Override
    public boolean isDefinitelyWritable(int column) {
        return true;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
