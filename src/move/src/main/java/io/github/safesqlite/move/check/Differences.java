// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.check.SourceCheck.RowHashes;
import io.github.safesqlite.move.digest.Hash128;
import io.github.safesqlite.move.digest.TableDigest;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.ColumnPlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the rows in which a table of the target differs, by a second look at the buckets whose hashes differ. Not thread-safe. */
public final class Differences {
    /** How many rows are held in memory. */
    private static final long MAXIMUM_ROWS = 50_000;

    private final TablePlan plan;
    private final Findings findings;
    private final Map<Hash128, Deque<Row>> sourceRows = new HashMap<>();

    private record Row(Hash128 hash, String key, int[] columns) {}

    private Differences(TablePlan plan, Findings findings) {
        this.plan = plan;
        this.findings = findings;
    }

    /** Adds the rows that differ to the findings; returns whether these are all. */
    public static boolean find(
            SqliteSnapshot source,
            SourceDigest expected,
            Connection target,
            TableDigest seen,
            TablePlan plan,
            Findings findings)
            throws SQLException {
        BitSet buckets = expected.digest().differingBuckets(seen, MAXIMUM_ROWS);
        Differences differences = new Differences(plan, findings);
        differences.readSource(source, buckets);
        differences.compareTarget(target, expected.largestRow(), buckets);
        differences.missing();
        return buckets.equals(expected.digest().differingBuckets(seen, Long.MAX_VALUE));
    }

    private void readSource(SqliteSnapshot source, BitSet buckets) throws SQLException {
        RowConverter converter = new RowConverter(plan, findings);
        RowHashes hashes = new RowHashes(plan);
        source.read(plan.source(), plan.sourceColumns(), row -> {
            String[] values = converter.convert(row);
            if (values == null) {
                return;
            }
            Hash128 hash = hashes.row(values);
            Hash128 key = hashes.key(values, hash);
            if (buckets.get(TableDigest.bucket(key))) {
                sourceRows
                        .computeIfAbsent(key, ignored -> new ArrayDeque<>(1))
                        .add(new Row(hash, row.key(), columns(values)));
            }
        });
    }

    /** A small hash of each value, which tells the columns that differ; that of NULL is not that of an empty text. */
    private static int[] columns(String[] values) {
        return Arrays.stream(values)
                .mapToInt(value -> value == null ? 1 : value.hashCode())
                .toArray();
    }

    private void compareTarget(Connection target, long largestRow, BitSet buckets) throws SQLException {
        RowHashes hashes = new RowHashes(plan);
        TargetCheck.read(target, plan, largestRow, (values, place) -> {
            Hash128 hash = hashes.row(values);
            Hash128 key = hashes.key(values, hash);
            if (buckets.get(TableDigest.bucket(key))) {
                compare(sourceRows.get(key), hash, values, place);
            }
        });
    }

    private void compare(Deque<Row> rows, Hash128 hash, String[] values, String place) {
        Row row = rows == null ? null : rows.poll();
        if (row == null) {
            findings.addRow(
                    FindingKind.ROW_EXTRA,
                    plan.name(),
                    "",
                    "The row is in the target and not in the source.",
                    shown(values, place));
        } else if (!row.hash.equals(hash)) {
            differing(row, columns(values));
        }
    }

    /** Names each column that differs; where only these small hashes are equal, the row. */
    private void differing(Row row, int[] columns) {
        boolean named = false;
        for (int index = 0; index < columns.length; index++) {
            if (columns[index] != row.columns[index]) {
                differing(plan.columns().get(index).source(), row);
                named = true;
            }
        }
        if (!named) {
            differing("", row);
        }
    }

    private void differing(String column, Row row) {
        findings.addRow(
                FindingKind.ROW_DIFFERS, plan.name(), column, "The target has another value than the source.", row.key);
    }

    private void missing() {
        sourceRows
                .values()
                .forEach(rows -> rows.forEach(row -> findings.addRow(
                        FindingKind.ROW_MISSING,
                        plan.name(),
                        "",
                        "The row is in the source and not in the target.",
                        row.key)));
    }

    /** The key of a row of the target, its place if it has none. */
    private String shown(String[] values, String place) {
        int[] key = plan.keyIndexes();
        if (key.length == 0) {
            return "ctid=" + place;
        }
        List<ColumnPlan> columns = plan.columns();
        StringBuilder text = new StringBuilder();
        for (int index : key) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(columns.get(index).source())
                    .append('=')
                    .append(values[index]);
        }
        return text.toString();
    }
}
