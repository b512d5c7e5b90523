// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.Verification;
import io.github.safesqlite.move.cutover.capture.Capture;
import io.github.safesqlite.move.cutover.capture.CaptureGuard;
import io.github.safesqlite.move.cutover.capture.CutoverState;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.source.SourceWriter;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Collectors;

/** Undoes a cut-over if the target has not changed since then, and removes what an unfinished one has left. Not thread-safe. */
final class Rollback {
    private final MoveOptions options;
    private final Duration wait;
    private final ReportDraft draft;

    Rollback(MoveOptions options, Duration wait) {
        this.options = options;
        this.wait = wait;
        draft = new ReportDraft("cutover --rollback", options);
    }

    MoveReport run() throws SQLException {
        try (SqliteSnapshot source = SqliteSnapshot.open(options.source)) {
            switch (CutoverState.of(source.connection())) {
                case NONE -> draft.notices().add("There was nothing to undo.");
                case CAPTURING -> {
                    CaptureGuard.remove(options.source, wait);
                    draft.notices().add("The cut-over had not come to its end. The target is left as it is.");
                }
                case CLOSED -> {
                    return reopen(source);
                }
            }
            return draft.report(Outcome.ROLLED_BACK);
        }
    }

    private MoveReport reopen(SqliteSnapshot source) throws SQLException {
        try (Connection target = Postgres.connect(options.target);
                Connection lock = Postgres.connect(options.target)) {
            target.setReadOnly(true);
            Findings findings = draft.findings();
            MovePlan plan = options.plan(source, target, options.schemaOf(target), findings);
            Verification verification = draft.verification(target, plan);
            if (findings.isEmpty()) {
                lock(lock, plan);
                verification.check(source);
                verification.compare(source);
            }
            if (findings.isEmpty()) {
                try (SourceWriter writer = SourceWriter.begin(options.source, wait)) {
                    Capture.remove(writer.connection());
                    writer.commit();
                }
            }
            return draft.report(findings.isEmpty() ? Outcome.ROLLED_BACK : Outcome.NOT_ROLLED_BACK, verification);
        }
    }

    /** Keeps others from writing to the target until the source takes writes. */
    private static void lock(Connection target, MovePlan plan) throws SQLException {
        String tables = plan.tables().stream()
                .map(TablePlan::target)
                .map(table -> table.qualifiedName())
                .collect(Collectors.joining(", "));
        if (tables.isEmpty()) {
            return;
        }
        try (Statement statement = target.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '5s'");
            statement.execute("LOCK TABLE " + tables + " IN SHARE MODE");
        } catch (SQLException failure) {
            throw new SQLException(
                    "The tables of the target could not be locked. Stop the application there first. The server says: "
                            + failure.getMessage(),
                    failure);
        }
    }
}
