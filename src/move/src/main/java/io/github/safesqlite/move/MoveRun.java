// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.Differences;
import io.github.safesqlite.move.check.RelationCheck;
import io.github.safesqlite.move.check.SequencePlan;
import io.github.safesqlite.move.check.SourceCheck;
import io.github.safesqlite.move.check.SourceDigest;
import io.github.safesqlite.move.check.TargetCheck;
import io.github.safesqlite.move.copy.Copier;
import io.github.safesqlite.move.digest.TableDigest;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.Planner;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.report.Progress;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Catalog;
import io.github.safesqlite.move.target.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run of a command on both databases: the steps, and what each has found. Not thread-safe. */
final class MoveRun implements AutoCloseable {
    private final MoveOptions options;
    private final SqliteSnapshot source;
    private final Connection target;
    private final Findings findings = new Findings();
    private final List<String> notices = new ArrayList<>();
    private final List<SequencePlan> sequences = new ArrayList<>();
    private final Map<TablePlan, SourceDigest> expected = new HashMap<>();
    private final Map<TablePlan, TableDigest> seen = new HashMap<>();
    private final Map<TablePlan, String> states = new HashMap<>();
    private String schema;
    private MovePlan plan = new MovePlan(List.of(), List.of());

    private MoveRun(MoveOptions options, SqliteSnapshot source, Connection target) {
        this.options = options;
        this.source = source;
        this.target = target;
    }

    /** Opens both databases. */
    static MoveRun open(MoveOptions options) throws SQLException {
        SqliteSnapshot source = SqliteSnapshot.open(options.source);
        try {
            return new MoveRun(options, source, Postgres.connect(options.target));
        } catch (SQLException failure) {
            source.close();
            throw failure;
        }
    }

    /** Checks, copies and verifies. */
    MoveReport move(boolean clear, boolean dryRun) throws SQLException {
        readOnly(dryRun);
        plan();
        Copier copier = new Copier(source, target, schema, plan, findings);
        if (!dryRun) {
            copier.lock();
        }
        copier.findObstacles(clear);
        if (findings.isEmpty()) {
            checkSource();
        }
        if (findings.isEmpty() && !clear) {
            copier.findOtherState(expected);
        }
        if (!findings.isEmpty() || dryRun) {
            return report("move", findings.isEmpty() ? Outcome.NOTHING_FOUND : Outcome.REFUSED);
        }
        copier.begin(clear);
        for (List<TablePlan> group : plan.groups()) {
            copier.copy(group, expected, states);
            if (!findings.isEmpty()) {
                return report("move", Outcome.INTERRUPTED);
            }
        }
        for (SequencePlan sequence : sequences) {
            sequence.set(target);
        }
        target.commit();
        compare();
        if (findings.isEmpty()) {
            copier.finish();
        }
        return report("move", findings.isEmpty() ? Outcome.VERIFIED : Outcome.DIFFERENT);
    }

    /** Compares only. */
    MoveReport verify() throws SQLException {
        readOnly(true);
        plan();
        if (findings.isEmpty()) {
            checkSource();
            compare();
        }
        return report("verify", findings.isEmpty() ? Outcome.VERIFIED : Outcome.DIFFERENT);
    }

    private void readOnly(boolean readOnly) throws SQLException {
        target.setReadOnly(readOnly);
        // All reads of a comparison see one state, as those of the source do.
        target.setTransactionIsolation(
                readOnly ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_READ_COMMITTED);
    }

    private void plan() throws SQLException {
        schema = options.schema == null ? Catalog.currentSchema(target) : options.schema;
        if (schema == null) {
            throw new SQLException("The target has no current schema. Name one with --schema.");
        }
        plan = new Planner(findings, options.dates(), options.exclude).plan(source, new Catalog(target, schema));
        notices.addAll(plan.notices());
    }

    private void checkSource() throws SQLException {
        RelationCheck relations = new RelationCheck(source, plan, findings);
        for (TablePlan table : plan.tables()) {
            try (Progress progress = progress("Checking ", table)) {
                expected.put(table, SourceCheck.of(source, table, findings, progress));
            }
            relations.check(table);
            sequences.addAll(SequencePlan.of(source, table, findings));
            states.put(table, "checked");
        }
    }

    private void compare() throws SQLException {
        for (TablePlan table : plan.tables()) {
            SourceDigest digest = expected.get(table);
            if (digest.fits()) {
                compare(table, digest);
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

    private void compare(TablePlan table, SourceDigest digest) throws SQLException {
        try (Progress progress = progress("Verifying ", table)) {
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

    private Progress progress(String verb, TablePlan table) throws SQLException {
        return Progress.of(verb + table.name(), source.count(table.source()));
    }

    private MoveReport report(String command, Outcome outcome) {
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
        return new MoveReport(
                command,
                options.source.toString(),
                Postgres.shown(options.target),
                outcome,
                tables,
                sequences.stream()
                        .map(sequence -> new MoveReport.Sequence(
                                sequence.sequence().name(),
                                sequence.table() + "." + sequence.sequence().column(),
                                sequence.next()))
                        .toList(),
                findings.list(),
                notices);
    }

    @Override
    public void close() throws SQLException {
        try (source) {
            target.close();
        }
    }
}
