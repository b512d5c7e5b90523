// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rows that a statement returns. */
final class ResultRows {
    private ResultRows() {}

    /** All rows to the end, each by the names of its columns in their order. */
    static List<Map<String, @Nullable Object>> read(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<Map<String, @Nullable Object>> read = new ArrayList<>();
        while (rows.next()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int column = 1; column <= columns.getColumnCount(); column++) {
                row.put(columns.getColumnLabel(column), rows.getObject(column));
            }
            read.add(Collections.unmodifiableMap(row));
        }
        return read;
    }
}
