// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.Verification;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a command has found so far. Not thread-safe. */
final class ReportDraft {
    private final String command;
    private final MoveOptions options;
    private final Findings findings = new Findings();
    private final List<String> notices = new ArrayList<>();
    private final List<MoveReport.Stop> stops = new ArrayList<>();

    ReportDraft(String command, MoveOptions options) {
        this.command = command;
        this.options = options;
    }

    /** All that is wrong. */
    Findings findings() {
        return findings;
    }

    /** What is left out, and what the user should know. */
    List<String> notices() {
        return notices;
    }

    /** When a cut-over has stopped the writers of the source. */
    List<MoveReport.Stop> stops() {
        return stops;
    }

    /** What is moved; what is in the way is added to the findings, and what is left out to the notices. */
    MovePlan plan(SqliteSnapshot source, Connection target, String schema) throws SQLException {
        MovePlan plan = options.plan(source, target, schema, findings);
        notices.addAll(plan.notices());
        return plan;
    }

    /** A verification that adds what it finds. */
    Verification verification(Connection target, MovePlan plan) {
        return new Verification(target, plan, findings, notices);
    }

    /** The report of a command that has looked at no rows. */
    MoveReport report(Outcome outcome) {
        return report(outcome, List.of(), List.of());
    }

    /** The report of a command, with the tables and sequences of its last verification. */
    MoveReport report(Outcome outcome, Verification last) {
        return report(outcome, last.tables(), last.reportedSequences());
    }

    private MoveReport report(Outcome outcome, List<MoveReport.Table> tables, List<MoveReport.Sequence> sequences) {
        return new MoveReport(
                command,
                options.source.toString(),
                Postgres.shown(options.target),
                outcome,
                tables,
                sequences,
                stops,
                findings.list(),
                notices);
    }
}
