// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.digest.TableDigest;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.Progress;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads all rows of the source, and compares those of the target with them. Not thread-safe. */
public final class Verification {
    private final Connection target;
    private final MovePlan plan;
    private final Findings findings;
    private final List<String> notices;
    private final List<SequencePlan> sequences = new ArrayList<>();
    private final Map<TablePlan, SourceDigest> expected = new HashMap<>();
    private final Map<TablePlan, TableDigest> seen = new HashMap<>();
    private final Map<TablePlan, String> states = new HashMap<>();

    /** A verification that adds what is wrong to the findings. */
    public Verification(Connection target, MovePlan plan, Findings findings, List<String> notices) {
        this.target = target;
        this.plan = plan;
        this.findings = findings;
        this.notices = notices;
    }

    /** What was seen of each table of the source. */
    public Map<TablePlan, SourceDigest> expected() {
        return expected;
    }

    /** What has happened to each table. */
    public Map<TablePlan, String> states() {
        return states;
    }

    /** Reads all rows of the source, and checks that they fit. */
    public void check(SqliteSnapshot source) throws SQLException {
        RelationCheck relations = new RelationCheck(source, plan, findings);
        for (TablePlan table : plan.tables()) {
            try (Progress progress = progress("Checking ", source, table)) {
                expected.put(table, SourceCheck.of(source, table, findings, progress));
            }
            relations.check(table);
            sequences.addAll(SequencePlan.of(source, table, findings));
            states.putIfAbsent(table, "checked");
        }
    }

    /** Sets all sequences, in the current transaction of the target. */
    public void setSequences() throws SQLException {
        for (SequencePlan sequence : sequences) {
            sequence.set(target);
        }
    }

    /** Compares the target with what was read of the source. */
    public void compare(SqliteSnapshot source) throws SQLException {
        for (TablePlan table : plan.tables()) {
            SourceDigest digest = expected.get(table);
            if (digest.fits()) {
                compare(source, table, digest);
            }
            for (String constraint : table.target().unenforced()) {
                findings.add(
                        FindingKind.CONSTRAINT_NOT_VALID,
                        table.name(),
                        "",
                        "The target does not enforce " + constraint + " on all rows. Run: ALTER TABLE "
                                + table.target().qualifiedName() + " VALIDATE CONSTRAINT " + constraint);
            }
        }
        for (SequencePlan sequence : sequences) {
            sequence.check(target, findings);
        }
        target.commit();
    }

    private void compare(SqliteSnapshot source, TablePlan table, SourceDigest digest) throws SQLException {
        try (Progress progress = progress("Verifying ", source, table)) {
            seen.put(table, TargetCheck.of(target, table, digest.largestRow(), progress));
        }
        if (digest.digest().sameAs(seen.get(table))) {
            states.merge(table, "verified", (before, now) -> before.equals("checked") ? now : before);
            return;
        }
        states.put(table, "different");
        if (!Differences.find(source, digest, target, seen.get(table), table, findings)) {
            notices.add("The table " + table.name() + " has more rows that differ than those that are named.");
        }
    }

    private static Progress progress(String verb, SqliteSnapshot source, TablePlan table) throws SQLException {
        return Progress.of(verb + table.name(), source.count(table.source()));
    }

    /** The tables for the report. */
    public List<MoveReport.Table> tables() {
        List<MoveReport.Table> tables = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            SourceDigest digest = expected.get(table);
            TableDigest targetDigest = seen.get(table);
            tables.add(new MoveReport.Table(
                    table.name(),
                    states.getOrDefault(table, "planned"),
                    digest == null ? -1 : digest.rows(),
                    digest == null || !digest.fits()
                            ? ""
                            : digest.digest().hash().toString(),
                    targetDigest == null ? -1 : targetDigest.rows(),
                    targetDigest == null ? "" : targetDigest.hash().toString()));
        }
        return tables;
    }

    /** The sequences for the report. */
    public List<MoveReport.Sequence> reportedSequences() {
        return sequences.stream()
                .map(sequence -> new MoveReport.Sequence(
                        sequence.sequence().name(),
                        sequence.table() + "." + sequence.sequence().column(),
                        sequence.next()))
                .toList();
    }
}
