// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.hold;

import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.cutover.follow.CatchUp;
import io.github.safesqlite.move.cutover.hold.Hold.Attempt;
import io.github.safesqlite.move.cutover.hold.Hold.Result;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.MoveReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Stops the writers again if the time was not enough. Not thread-safe. */
public final class Attempts {
    /** So many rows are counted on both sides while the writers are stopped. */
    private static final long COUNTED_ROWS = 1_000_000;

    /** The last changes take about as long as the round before, and there is more to do. */
    private static final int ROUNDS_IN_HOLD = 4;

    private final Hold hold;
    private final CatchUp catchUp;
    private final Findings findings;
    private final List<MoveReport.Stop> stops;

    /** Attempts that add each stop to the list, and what is wrong to the findings. */
    public Attempts(Hold hold, CatchUp catchUp, Findings findings, List<MoveReport.Stop> stops) {
        this.hold = hold;
        this.catchUp = catchUp;
        this.findings = findings;
        this.stops = stops;
    }

    /** How long a round may take before the writers are stopped for this time. */
    public static Duration shortRound(Duration limit) {
        return limit.dividedBy(ROUNDS_IN_HOLD);
    }

    /** The tables whose rows are counted while the writers are stopped: the smallest. */
    public static List<TablePlan> counted(List<TablePlan> tables, ToLongFunction<TablePlan> rowsOf) {
        List<TablePlan> counted = new ArrayList<>();
        long rows = 0;
        for (TablePlan table :
                tables.stream().sorted(Comparator.comparingLong(rowsOf)).toList()) {
            rows += rowsOf.applyAsLong(table);
            if (rows <= COUNTED_ROWS) {
                counted.add(table);
            }
        }
        return counted;
    }

    /** Returns whether one of this number of attempts has cut over. */
    public boolean make(int attempts, List<TablePlan> counted) throws SQLException {
        Hold.Settings settings = hold.settings();
        for (int number = 1; number <= attempts; number++) {
            catchUp.untilShort(shortRound(settings.limit()));
            if (!findings.isEmpty()) {
                return false;
            }
            settings.steps().reached(Step.STOPPING);
            Attempt attempt = hold.attempt(counted);
            settings.steps().wereStopped(attempt.stopped());
            stops.add(new MoveReport.Stop(
                    number,
                    attempt.stopped().toMillis(),
                    attempt.changes(),
                    attempt.result().described()));
            if (attempt.result() != Result.EXCEEDED) {
                return attempt.result() == Result.CUT_OVER;
            }
        }
        findings.add(
                FindingKind.HOLD_EXCEEDED,
                "",
                "",
                "The last changes were not applied within "
                        + settings.limit().toMillis() + " ms in " + attempts
                        + " attempts. Allow more with --hold, or repeat the command at a quieter time.");
        return false;
    }
}
