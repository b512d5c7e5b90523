// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.copy;

import io.github.safesqlite.move.check.RowConverter;
import io.github.safesqlite.move.check.SourceDigest;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.Progress;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.MoveRecord;
import io.github.safesqlite.move.target.TableCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Copies tables and remembers in the target which are complete. Not thread-safe. */
public final class Copier {
    private final SqliteSnapshot source;
    private final Connection target;
    private final MovePlan plan;
    private final Findings findings;
    private final MoveRecord record;

    /** A copier into one schema of the target. */
    public Copier(SqliteSnapshot source, Connection target, String schema, MovePlan plan, Findings findings) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.findings = findings;
        record = new MoveRecord(target, schema);
    }

    /**
     * Keeps other runs away until the connection is closed.
     *
     * @throws SQLException if another run writes to the same database
     */
    public void lock() throws SQLException {
        record.lock();
    }

    /** Adds to the findings what is in the way of a copy; rows are not if they are removed first. */
    public void findObstacles(boolean clear) throws SQLException {
        new Obstacles(target, plan, findings)
                .find(clear ? null : record.complete().keySet());
    }

    /** Adds to the findings what is in the way of a copy that does not go on after another one. */
    public void findObstaclesToAll(boolean rowsAllowed) throws SQLException {
        new Obstacles(target, plan, findings).find(rowsAllowed ? null : Set.of());
    }

    /** Adds each table to the findings that an earlier run has completed when the source had other rows. */
    public void findOtherState(Map<TablePlan, SourceDigest> expected) throws SQLException {
        Map<String, String> complete = record.complete();
        for (TablePlan table : plan.tables()) {
            String hash = complete.get(table.name());
            if (hash != null && !hash.equals(hash(expected, table))) {
                findings.add(
                        FindingKind.TABLE_NOT_EMPTY,
                        table.name(),
                        "",
                        "The source has changed since this table was copied. Begin again with --clear.");
            }
        }
    }

    private static String hash(Map<TablePlan, SourceDigest> expected, TablePlan table) {
        return expected.get(table).digest().hash().toString();
    }

    /** Makes the record, and removes all rows if that is wanted. */
    public void begin(boolean clear) throws SQLException {
        if (clear) {
            record.drop();
            String tables = plan.tables().stream()
                    .map(table -> table.target().qualifiedName())
                    .collect(Collectors.joining(", "));
            if (!tables.isEmpty()) {
                execute("TRUNCATE " + tables);
            }
        }
        record.begin();
        target.commit();
    }

    /** Copies the tables of a group that are not complete, in one transaction. A refusal of the target is a finding. */
    public void copy(List<TablePlan> group, Map<TablePlan, SourceDigest> expected, Map<TablePlan, String> states)
            throws SQLException {
        Map<String, String> complete = record.complete();
        execute("SET CONSTRAINTS ALL DEFERRED");
        TablePlan current = group.get(0);
        try {
            for (TablePlan table : group) {
                current = table;
                if (complete.containsKey(table.name())) {
                    states.put(table, "kept");
                } else {
                    copy(table);
                    record.add(table.name(), hash(expected, table));
                    states.put(table, "copied");
                }
            }
            target.commit();
        } catch (SQLException failure) {
            refused(failure, group, current, states);
        }
    }

    /**
     * Copies the tables of a group in one transaction, without a record. Values that do not fit are findings, as is a refusal of the
     * target.
     */
    public void copyUnchecked(List<TablePlan> group, Map<TablePlan, String> states) throws SQLException {
        execute("SET CONSTRAINTS ALL DEFERRED");
        TablePlan current = group.get(0);
        try {
            for (TablePlan table : group) {
                current = table;
                copy(table);
                states.put(table, "copied");
            }
            target.commit();
        } catch (SQLException failure) {
            refused(failure, group, current, states);
        }
    }

    private void refused(SQLException failure, List<TablePlan> group, TablePlan current, Map<TablePlan, String> states)
            throws SQLException {
        rollback(failure);
        group.forEach(table -> states.put(table, "refused"));
        Refusal.of(failure).addTo(findings, source, current);
    }

    private void rollback(SQLException failure) {
        try {
            target.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private void copy(TablePlan table) throws SQLException {
        RowConverter converter = new RowConverter(table, findings);
        int[] copied = table.copiedIndexes();
        try (Progress progress = Progress.of("Copying " + table.name(), source.count(table.source()));
                TableCopy copy = new TableCopy(target, table.target().qualifiedName(), table.copiedColumns())) {
            source.read(table.source(), table.sourceColumns(), row -> {
                String[] values = converter.convert(row);
                if (values != null) {
                    copy.row(values, copied);
                }
                progress.step();
            });
            copy.end();
        }
    }

    /** Removes the record when all is verified. */
    public void finish() throws SQLException {
        record.drop();
        target.commit();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = target.createStatement()) {
            statement.execute(sql);
        }
    }
}
