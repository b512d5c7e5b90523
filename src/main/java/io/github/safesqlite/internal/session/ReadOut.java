// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were read out before their caller asked for them, turned back into a query that gives just these rows, so
 * that the caller gets a result set of the driver as ever.
 */
final class ReadOut {
    private static final HexFormat HEX = HexFormat.of();

    private final List<String> labels;
    private final List<@Nullable Object[]> rows;

    private ReadOut(List<String> labels, List<@Nullable Object[]> rows) {
        this.labels = labels;
        this.rows = rows;
    }

    static ReadOut of(Cursor cursor) throws SQLException {
        ResultSet source = cursor.rows();
        ResultSetMetaData columns = source.getMetaData();
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            labels.add(columns.getColumnLabel(i));
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        while (source.next()) {
            Object[] row = new Object[labels.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = source.getObject(i + 1);
            }
            rows.add(row);
        }
        return new ReadOut(labels, rows);
    }

    /** The keys that an insert generated, under the name that the driver gives them. */
    static ReadOut ofKeys(List<Long> keys) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Long key : keys) {
            rows.add(new Object[] {key});
        }
        return new ReadOut(List.of("last_insert_rowid()"), rows);
    }

    int size() {
        return rows.size();
    }

    String toQuery() {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 0; i < labels.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(rows.isEmpty() ? "NULL" : "column" + (i + 1))
                    .append(" AS ")
                    .append(TransactionControl.quoted(labels.get(i)));
        }
        if (rows.isEmpty()) {
            return sql.append(" WHERE 0").toString();
        }
        sql.append(" FROM (VALUES ");
        for (int i = 0; i < rows.size(); i++) {
            sql.append(i == 0 ? "(" : ",(");
            appendRow(sql, rows.get(i));
            sql.append(')');
        }
        return sql.append(')').toString();
    }

    private static void appendRow(StringBuilder sql, @Nullable Object[] row) {
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                sql.append(',');
            }
            appendValue(sql, row[i]);
        }
    }

    private static void appendValue(StringBuilder sql, @Nullable Object value) {
        if (value == null) {
            sql.append("NULL");
        } else if (value instanceof byte[] blob) {
            sql.append("X'").append(HEX.formatHex(blob)).append('\'');
        } else if (value instanceof Double number && number.isInfinite()) {
            sql.append(number > 0 ? "9e999" : "-9e999");
        } else if (value instanceof Number number) {
            sql.append(number);
        } else {
            // As bytes, since a text literal ends at a NUL character.
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            sql.append("CAST(X'").append(HEX.formatHex(text)).append("' AS TEXT)");
        }
    }
}
