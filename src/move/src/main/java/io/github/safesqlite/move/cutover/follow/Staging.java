// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import static io.github.safesqlite.move.source.Identifiers.quote;

import io.github.safesqlite.move.check.RowConverter;
import io.github.safesqlite.move.cutover.capture.ChangeTable;
import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.digest.RowHasher;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.ColumnPlan;
import io.github.safesqlite.move.source.SourceRow;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.TableCopy;
import io.github.safesqlite.move.type.Misfit;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends the changes of a table to the temporary tables of the target. A change means that the row of a key is brought to what it is
 * now, so neither the order of the changes matters nor how many there are of a row. Not thread-safe.
 */
final class Staging {
    private final SqliteSnapshot source;
    private final Connection target;
    private final Findings findings;
    private final Bound bound;

    Staging(SqliteSnapshot source, Connection target, Findings findings, Bound bound) {
        this.source = source;
        this.target = target;
        this.findings = findings;
        this.bound = bound;
    }

    /** Sends the changes with a number above one and up to another one. */
    StagedRows stage(StagedTable staged, long after, long upTo) throws SQLException {
        String keys = ChangeTable.keys(staged.key(), after, upTo);
        StagedRows rows = rows(staged, keys);
        rows.gone = gone(staged, keys);
        try (Statement statement = target.createStatement()) {
            if (rows.gone > 0) {
                statement.execute(staged.forgetGoneThatIsThere());
            }
            // Without it the server would guess their size, and read whole tables for a few keys.
            statement.execute("ANALYZE " + staged.rows());
            statement.execute("ANALYZE " + staged.gone());
        }
        return rows;
    }

    private StagedRows rows(StagedTable staged, String keys) throws SQLException {
        TableKey key = staged.key();
        RowConverter converter = new RowConverter(key.table(), findings);
        RowHasher hasher = new RowHasher();
        StagedRows rows = new StagedRows();
        int[] copied = key.table().copiedIndexes();
        String columns = key.table().sourceColumns().stream()
                .map(column -> "this." + quote(column))
                .collect(Collectors.joining(", "));
        // CROSS JOIN has SQLite go from the keys to the rows.
        String sql = "SELECT " + columns + ", " + ChangeTable.columns(key, "changed") + " FROM " + keys
                + " AS changed CROSS JOIN " + quote(key.table().name()) + " AS this ON "
                + ChangeTable.matches(key, "this", "changed");
        try (TableCopy copy = new TableCopy(target, staged.rows(), key.table().copiedColumns())) {
            source.query(sql, key.table().columns().size(), key.sourceColumns(), row -> {
                bound.check();
                String[] values = converter.convert(row);
                if (values != null) {
                    copy.row(values, copied);
                    rows.add(hasher.hash(values), values);
                }
            });
            copy.end();
        }
        return rows;
    }

    private long gone(StagedTable staged, String keys) throws SQLException {
        TableKey key = staged.key();
        int parts = key.columns().size();
        int[] indexes = IntStream.range(0, parts).toArray();
        boolean[] incomplete = {false};
        long[] gone = {0};
        String sql = "SELECT " + ChangeTable.columns(key, "changed") + " FROM " + keys
                + " AS changed WHERE NOT EXISTS (SELECT 1 FROM "
                + quote(key.table().name()) + " AS this WHERE "
                + ChangeTable.matches(key, "this", "changed") + ")";
        try (TableCopy copy = new TableCopy(target, staged.gone(), staged.keyColumns())) {
            source.query(sql, 0, key.sourceColumns(), row -> {
                bound.check();
                String[] values = new String[parts];
                if (convert(key, row, values)) {
                    copy.row(values, indexes);
                    gone[0]++;
                } else {
                    incomplete[0] = true;
                }
            });
            copy.end();
        }
        if (incomplete[0]) {
            findRowsWithoutKey(key);
        }
        return gone[0];
    }

    /** Whether the target can have a row of this key. */
    private static boolean convert(TableKey key, SourceRow row, String[] values) throws SQLException {
        for (int part = 0; part < values.length; part++) {
            Object value = row.value(part);
            if (value == null) {
                return false;
            }
            try {
                values[part] = key.columns().get(part).type().fromSource(value);
            } catch (Misfit misfit) {
                // The row was there for a while, and the target has never had it.
                return false;
            }
        }
        return true;
    }

    /** NULL is not equal to NULL, so such a row is not found by its key. */
    private void findRowsWithoutKey(TableKey key) throws SQLException {
        for (ColumnPlan column : key.columns()) {
            source.keysWhere(
                    key.table().source(),
                    quote(column.source()) + " IS NULL",
                    row -> findings.addRow(
                            FindingKind.NULL_VALUE,
                            key.table().name(),
                            column.source(),
                            "The value is NULL, and the column belongs to the primary key of the target. Fill it in.",
                            row.key()));
        }
    }
}
