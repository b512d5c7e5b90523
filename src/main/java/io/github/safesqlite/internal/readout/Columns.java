// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of rows that are read out, as far as the driver was asked. Safe for use by multiple threads, so the rows of several
 * executions may share them.
 */
public final class Columns {
    private final List<Column> columns;

    private Columns(List<Column> columns) {
        this.columns = columns;
    }

    /** The columns of a result set of the driver. */
    public static Columns of(ResultSetMetaData driver) throws SQLException {
        int count = driver.getColumnCount();
        List<Column> columns = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            columns.add(Column.of(driver, i));
        }
        return new Columns(columns);
    }

    static Columns of(Column single) {
        return new Columns(List.of(single));
    }

    /** Learns what the driver says of them while it is on no row. */
    void learnWithoutRow(ResultSetMetaData driver) throws SQLException {
        for (int i = 1; i <= count(); i++) {
            get(i).learn(ValueKind.NULL, driver, i);
        }
    }

    int count() {
        return columns.size();
    }

    /** The column of this number, from 1. */
    Column get(int number) throws SQLException {
        if (number < 1 || number > columns.size()) {
            throw new SQLException("column " + number + " out of bounds [1," + columns.size() + "]");
        }
        return columns.get(number - 1);
    }

    /** The number of the first column of this name, in any case. */
    int find(String name) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            if (name.equalsIgnoreCase(columns.get(i).name())) {
                return i + 1;
            }
        }
        throw new SQLException("no such column: '" + name + "'");
    }
}
