// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.cutover.capture.CaptureGuard;
import io.github.safesqlite.move.cutover.capture.CutoverState;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.MoveRecord;
import io.github.safesqlite.move.target.Postgres;
import java.sql.Connection;
import java.sql.SQLException;

/** One cut-over: its steps in order. Not thread-safe. */
final class CutoverRun implements AutoCloseable {
    private final MoveOptions options;
    private final CutoverSettings settings;
    private final Connection target;

    private CutoverRun(MoveOptions options, CutoverSettings settings, Connection target) {
        this.options = options;
        this.settings = settings;
        this.target = target;
    }

    /** Opens the target. */
    static CutoverRun open(MoveOptions options, CutoverSettings settings) throws SQLException {
        return new CutoverRun(options, settings, Postgres.connect(options.target));
    }

    /** Checks, copies, follows, and closes the source to writes. */
    MoveReport run() throws SQLException {
        ReportDraft draft = new ReportDraft("cutover", options);
        CutoverContext context = new CutoverContext(options.source, target, options.schemaOf(target), settings, draft);
        if (settings.dryRun()) {
            target.setReadOnly(true);
        } else {
            new MoveRecord(target, context.schema()).lock();
        }
        CutoverPlan plan = plan(context);
        Findings findings = draft.findings();
        if (settings.dryRun()) {
            return draft.report(findings.isEmpty() ? Outcome.NOTHING_FOUND : Outcome.REFUSED, plan.verification());
        }
        try (CaptureGuard guard = new CaptureGuard(options.source, settings.lockWait())) {
            return findings.isEmpty() ? cutOver(context, plan) : draft.report(Outcome.REFUSED, plan.verification());
        }
    }

    private CutoverPlan plan(CutoverContext context) throws SQLException {
        try (SqliteSnapshot source = SqliteSnapshot.open(options.source)) {
            if (CutoverState.of(source.connection()) == CutoverState.CLOSED) {
                throw new SQLException(options.source + " was cut over already. Start the application with its new"
                        + " configuration, or undo the cut-over with --rollback.");
            }
            return CutoverPlan.of(context, source);
        }
    }

    private MoveReport cutOver(CutoverContext context, CutoverPlan plan) throws SQLException {
        CutoverPreparation preparation = new CutoverPreparation(context, plan);
        CutoverPreparation.Copied copied = preparation.copy();
        if (!context.findings().isEmpty()) {
            return context.draft().report(Outcome.NOT_CUT_OVER, plan.verification());
        }
        CutoverPreparation.Followed followed = preparation.follow(copied);
        boolean closed = context.findings().isEmpty() && new CutoverClosing(context, plan).close(followed);
        return context.draft().report(closed ? Outcome.CUT_OVER : Outcome.NOT_CUT_OVER, followed.verification());
    }

    @Override
    public void close() throws SQLException {
        target.close();
    }
}
