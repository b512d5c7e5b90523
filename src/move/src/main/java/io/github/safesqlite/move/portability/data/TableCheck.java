// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.source.SourceTable;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.SQLException;
import java.util.List;

/** Reads a table once and shows each value to the check of its column. */
final class TableCheck {
    private TableCheck() {}

    /** The checks of all columns, after all rows. */
    static List<ColumnCheck> run(SqliteSnapshot source, SourceTable rows, Table table, ExpectedTypes types)
            throws SQLException {
        List<ColumnCheck> checks = table.columns().stream()
                .map(column -> new ColumnCheck(table, column, types.of(table, column)))
                .toList();
        List<String> names = table.columns().stream().map(Column::name).toList();
        source.read(rows, names, row -> {
            for (int i = 0; i < checks.size(); i++) {
                checks.get(i).look(row.value(i), row);
            }
        });
        return checks;
    }
}
