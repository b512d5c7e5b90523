// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import io.github.safesqlite.move.check.TargetCheck;
import io.github.safesqlite.move.copy.Refusal;
import io.github.safesqlite.move.cutover.capture.ChangeTable;
import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.digest.RowHasher;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Applies what has changed in the source since the last time, and reads it back. Not thread-safe. */
public final class Follower {
    private final Connection target;
    private final List<StagedTable> tables;
    private final Findings findings;
    private final CutoverRecord record;
    private long applied;

    /** A follower of these tables, whose changes are applied up to this one. */
    public Follower(Connection target, CutoverRecord record, List<TableKey> keys, Findings findings, long applied) {
        this.target = target;
        this.record = record;
        this.findings = findings;
        this.applied = applied;
        tables = keys.stream().map(StagedTable::new).toList();
    }

    /** Creates what the connection to the target needs. */
    public void begin() throws SQLException {
        try (Statement statement = target.createStatement()) {
            for (StagedTable table : tables) {
                for (String sql : table.create()) {
                    statement.execute(sql);
                }
            }
        }
        target.commit();
    }

    /**
     * Applies all changes that the source shows, in the current transaction of the target. What is wrong is added to the findings.
     *
     * @return the number of changed rows
     */
    public Changes apply(SqliteSnapshot source, Bound bound) throws SQLException {
        long last = ChangeTable.last(source.connection());
        Staging staging = new Staging(source, target, findings, bound);
        Map<StagedTable, StagedRows> changed = new LinkedHashMap<>();
        for (StagedTable table : tables) {
            bound.check();
            if (ChangeTable.has(source.connection(), table.key(), applied, last)) {
                changed.put(table, staging.stage(table, applied, last));
            }
        }
        if (findings.isEmpty() && !changed.isEmpty()) {
            try {
                new Application(target, tables, bound).apply(changed.keySet());
                for (StagedTable table : changed.keySet()) {
                    bound.check();
                    readBack(table, changed.get(table));
                }
                try (Statement statement = target.createStatement()) {
                    statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
                }
            } catch (SQLException failure) {
                Refusal.of(failure).addTo(findings);
            }
        }
        if (findings.isEmpty()) {
            record.advance(last);
        }
        return new Changes(
                last, changed.values().stream().mapToLong(StagedRows::size).sum());
    }

    /** Takes note that the transaction was committed in which these changes were applied. */
    public void committed(Changes changes) {
        applied = changes.last();
    }

    private void readBack(StagedTable table, StagedRows expected) throws SQLException {
        RowHasher hasher = new RowHasher();
        StagedRows seen = new StagedRows();
        TargetCheck.read(
                target,
                table.key().table(),
                table.changedRows(),
                expected.largest(),
                (values, place) -> seen.add(hasher.hash(values), values));
        long left;
        try (Statement statement = target.createStatement();
                ResultSet rows = statement.executeQuery(table.countGone())) {
            rows.next();
            left = rows.getLong(1);
        }
        if (!seen.sameAs(expected) || left > 0) {
            findings.add(
                    FindingKind.ROW_DIFFERS,
                    table.key().table().name(),
                    "",
                    "The target does not have the changed rows as they were written. Look for a trigger or rule there.");
        }
    }

    /**
     * What was applied.
     *
     * @param last the number of the last change
     * @param rows how many rows were changed or removed
     */
    public record Changes(long last, long rows) {}
}
