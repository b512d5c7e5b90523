// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.Verification;
import io.github.safesqlite.move.copy.Copier;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One run of a command on both databases: the steps, and what each has found. Not thread-safe. */
final class MoveRun implements AutoCloseable {
    private final MoveOptions options;
    private final SqliteSnapshot source;
    private final Connection target;
    private final Findings findings = new Findings();
    private final List<String> notices = new ArrayList<>();
    private String schema;
    private MovePlan plan = new MovePlan(List.of(), List.of());
    private Verification verification;

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
            verification.check(source);
        }
        if (findings.isEmpty() && !clear) {
            copier.findOtherState(verification.expected());
        }
        if (!findings.isEmpty() || dryRun) {
            return report("move", findings.isEmpty() ? Outcome.NOTHING_FOUND : Outcome.REFUSED);
        }
        copier.begin(clear);
        for (List<TablePlan> group : plan.groups()) {
            copier.copy(group, verification.expected(), verification.states());
            if (!findings.isEmpty()) {
                return report("move", Outcome.INTERRUPTED);
            }
        }
        verification.setSequences();
        target.commit();
        verification.compare(source);
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
            verification.check(source);
            verification.compare(source);
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
        schema = options.schemaOf(target);
        plan = options.plan(source, target, schema, findings);
        notices.addAll(plan.notices());
        verification = new Verification(target, plan, findings, notices);
    }

    private MoveReport report(String command, Outcome outcome) {
        return new MoveReport(
                command,
                options.source.toString(),
                Postgres.shown(options.target),
                outcome,
                verification.tables(),
                verification.reportedSequences(),
                List.of(),
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
