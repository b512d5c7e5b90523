// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HexFormat;

/** Result sets as text. */
final class Rows {
    private Rows() {}

    /** How a column is read. */
    enum Getter {
        OBJECT,
        STRING,
        INT,
        LONG,
        DOUBLE,
        BYTES,
        BOOLEAN,
        DECIMAL,
        LABEL
    }

    static String read(ResultSet rows, int most, Getter getter) throws SQLException {
        StringBuilder text = new StringBuilder();
        int columns = rows.getMetaData().getColumnCount();
        for (int row = 0; row < most; row++) {
            if (!rows.next()) {
                return text.append(" end").toString();
            }
            text.append(" (");
            for (int i = 1; i <= columns; i++) {
                text.append(i == 1 ? "" : ", ").append(column(rows, i, getter));
            }
            text.append(')');
        }
        return text.toString();
    }

    private static String column(ResultSet rows, int i, Getter getter) {
        try {
            Object value = switch (getter) {
                case OBJECT -> rows.getObject(i);
                case STRING -> rows.getString(i);
                case INT -> rows.getInt(i);
                case LONG -> rows.getLong(i);
                case DOUBLE -> rows.getDouble(i);
                case BYTES -> rows.getBytes(i);
                case BOOLEAN -> rows.getBoolean(i);
                case DECIMAL -> rows.getBigDecimal(i);
                case LABEL -> rows.getObject(rows.getMetaData().getColumnLabel(i));
            };
            return show(value) + (rows.wasNull() ? " null" : "");
        } catch (SQLException | RuntimeException failure) {
            return Observation.failure(failure).value();
        }
    }

    private static String show(Object value) {
        if (value instanceof byte[] bytes) {
            return "x'" + HexFormat.of().formatHex(bytes) + "'";
        }
        return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
    }

    static String columns(ResultSetMetaData columns) throws SQLException {
        if (columns == null) {
            return "no metadata";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            text.append(columns.getColumnName(i)).append('|');
            text.append(columns.getColumnLabel(i)).append('|');
            text.append(columns.getColumnType(i)).append('|');
            text.append(columns.getColumnTypeName(i)).append('|');
            text.append(columns.getTableName(i)).append('|');
            text.append(columns.isNullable(i)).append('|');
            text.append(columns.isAutoIncrement(i)).append('|');
            text.append(columns.getPrecision(i)).append('|');
            text.append(columns.getScale(i)).append('|');
            text.append(columns.isSigned(i)).append('|');
            text.append(columns.getColumnDisplaySize(i)).append('|');
            text.append(columns.getColumnClassName(i)).append("; ");
        }
        return text.toString();
    }
}
