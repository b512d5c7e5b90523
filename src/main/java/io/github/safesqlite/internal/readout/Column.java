// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the driver says about a column. Its type depends on the kind of the value in the current row, so the driver is asked
 * once per kind. Safe for use by multiple threads.
 */
final class Column {
    private static final Set<Integer> KEPT_BY_TEXTS =
            Set.of(Types.CHAR, Types.VARCHAR, Types.CLOB, Types.DATE, Types.TIMESTAMP);

    private final String name;
    private final String table;
    private final Answer<Integer> precision;
    private final Answer<Integer> scale;
    private final Answer<Integer> nullable;
    private final Answer<Boolean> autoIncrement;
    private final Map<ValueKind, Type> types = new ConcurrentHashMap<>();

    /**
     * The type of a column as the driver tells it.
     *
     * @param code one of {@link Types}
     */
    record Type(int code, String name) {}

    private Column(
            String name,
            String table,
            Answer<Integer> precision,
            Answer<Integer> scale,
            Answer<Integer> nullable,
            Answer<Boolean> autoIncrement) {
        this.name = name;
        this.table = table;
        this.precision = precision;
        this.scale = scale;
        this.nullable = nullable;
        this.autoIncrement = autoIncrement;
    }

    static Column of(ResultSetMetaData driver, int index) throws SQLException {
        return new Column(
                driver.getColumnName(index),
                driver.getTableName(index),
                Answer.to(() -> driver.getPrecision(index), 0),
                Answer.to(() -> driver.getScale(index), 0),
                Answer.to(() -> driver.isNullable(index), ResultSetMetaData.columnNullableUnknown),
                Answer.to(() -> driver.isAutoIncrement(index), false));
    }

    /** A column of integers that are of no table. */
    static Column computed(String name) {
        Column column = new Column(
                name,
                "",
                new Answer<>(0, null),
                new Answer<>(0, null),
                new Answer<>(ResultSetMetaData.columnNullable, null),
                new Answer<>(false, null));
        column.types.put(ValueKind.NULL, new Type(Types.NUMERIC, "NUMERIC"));
        column.types.put(ValueKind.INTEGER, new Type(Types.INTEGER, "INTEGER"));
        column.types.put(ValueKind.LONG_INTEGER, new Type(Types.BIGINT, "INTEGER"));
        return column;
    }

    /** Asks the driver for the type, while its current row has a value of this kind there. */
    void learn(ValueKind kind, ResultSetMetaData driver, int index) throws SQLException {
        if (!types.containsKey(kind)) {
            types.put(kind, new Type(driver.getColumnType(index), driver.getColumnTypeName(index)));
        }
    }

    /** Its type where the value is of this kind. */
    Type type(ValueKind kind) {
        Type known = types.get(kind);
        if (known != null) {
            return known;
        }
        Type blob = types.get(ValueKind.BLOB);
        if (kind != ValueKind.TEXT || blob == null) {
            return new Type(Types.NUMERIC, "NUMERIC");
        }
        // A blob that was asked for as text is a text to SQLite.
        Type empty = types.getOrDefault(ValueKind.NULL, blob);
        String typeName = empty.name().equals("NUMERIC") && blob.name().equals("BLOB") ? "TEXT" : blob.name();
        return new Type(KEPT_BY_TEXTS.contains(empty.code()) ? empty.code() : Types.VARCHAR, typeName);
    }

    String name() {
        return name;
    }

    String table() {
        return table;
    }

    int precision() throws SQLException {
        return precision.get();
    }

    int scale() throws SQLException {
        return scale.get();
    }

    int nullable() throws SQLException {
        return nullable.get();
    }

    boolean autoIncrement() throws SQLException {
        return autoIncrement.get();
    }
}
