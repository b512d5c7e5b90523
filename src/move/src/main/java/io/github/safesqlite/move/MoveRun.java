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
import java.util.List;

/** One run of a command on both databases: the steps, and what each has found. Not thread-safe. */
final class MoveRun implements AutoCloseable {
    private final MoveOptions options;
    private final SqliteSnapshot source;
    private final Connection target;

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
        ReportDraft draft = new ReportDraft("move", options);
        Findings findings = draft.findings();
        String schema = options.schemaOf(target);
        MovePlan plan = draft.plan(source, target, schema);
        Verification verification = draft.verification(target, plan);
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
            return draft.report(findings.isEmpty() ? Outcome.NOTHING_FOUND : Outcome.REFUSED, verification);
        }
        copier.begin(clear);
        for (List<TablePlan> group : plan.groups()) {
            copier.copy(group, verification.expected(), verification.states());
            if (!findings.isEmpty()) {
                return draft.report(Outcome.INTERRUPTED, verification);
            }
        }
        verification.setSequences();
        target.commit();
        verification.compare(source);
        if (findings.isEmpty()) {
            copier.finish();
        }
        return draft.report(findings.isEmpty() ? Outcome.VERIFIED : Outcome.DIFFERENT, verification);
    }

    /** Compares only. */
    MoveReport verify() throws SQLException {
        readOnly(true);
        ReportDraft draft = new ReportDraft("verify", options);
        Findings findings = draft.findings();
        MovePlan plan = draft.plan(source, target, options.schemaOf(target));
        Verification verification = draft.verification(target, plan);
        if (findings.isEmpty()) {
            verification.check(source);
            verification.compare(source);
        }
        return draft.report(findings.isEmpty() ? Outcome.VERIFIED : Outcome.DIFFERENT, verification);
    }

    private void readOnly(boolean readOnly) throws SQLException {
        target.setReadOnly(readOnly);
        // All reads of a comparison see one state, as those of the source do.
        target.setTransactionIsolation(
                readOnly ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_READ_COMMITTED);
    }

    @Override
    public void close() throws SQLException {
        try (source) {
            target.close();
        }
    }
}
