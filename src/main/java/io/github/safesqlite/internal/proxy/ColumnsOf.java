// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.session.SessionPreparedStatement;
import java.io.Serial;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import javax.sql.rowset.RowSetMetaDataImpl;

/** The columns that a prepared statement will give, copied, since the driver statement that tells them is shared. */
final class ColumnsOf {
    private ColumnsOf() {}

    static ResultSetMetaData prepared(SessionPreparedStatement statement) throws SQLException {
        statement.checkOpen();
        return statement.describe(driver -> copy(driver.getMetaData()));
    }

    /** Of what class a value is, SQLite knows for each row only. */
    private static final class Columns extends RowSetMetaDataImpl {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public String getColumnClassName(int index) {
            return "java.lang.Object";
        }
    }

    private static ResultSetMetaData copy(ResultSetMetaData columns) throws SQLException {
        RowSetMetaDataImpl copy = new Columns();
        int count = count(columns);
        if (count == 0) {
            return copy;
        }
        copy.setColumnCount(count);
        for (int i = 1; i <= count; i++) {
            copy.setColumnName(i, columns.getColumnName(i));
            copy.setColumnLabel(i, columns.getColumnLabel(i));
            copy.setColumnType(i, columns.getColumnType(i));
            copy.setColumnTypeName(i, columns.getColumnTypeName(i));
            copy.setTableName(i, columns.getTableName(i));
            copy.setSchemaName(i, columns.getSchemaName(i));
            copy.setCatalogName(i, columns.getCatalogName(i));
            copy.setNullable(i, columns.isNullable(i));
            copy.setAutoIncrement(i, columns.isAutoIncrement(i));
            copy.setCaseSensitive(i, columns.isCaseSensitive(i));
            copy.setSearchable(i, columns.isSearchable(i));
            copy.setSigned(i, columns.isSigned(i));
            copy.setCurrency(i, columns.isCurrency(i));
            copy.setPrecision(i, Math.max(0, columns.getPrecision(i)));
            copy.setScale(i, Math.max(0, columns.getScale(i)));
            copy.setColumnDisplaySize(i, Math.max(0, columns.getColumnDisplaySize(i)));
        }
        return copy;
    }

    private static int count(ResultSetMetaData columns) {
        try {
            return columns.getColumnCount();
        } catch (SQLException none) {
            // The driver does not say 0 of a statement that gives no rows, it throws.
            return 0;
        }
    }
}
