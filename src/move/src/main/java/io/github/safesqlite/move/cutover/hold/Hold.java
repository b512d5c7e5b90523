// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.hold;

import io.github.safesqlite.move.check.SequencePlan;
import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.cutover.capture.Capture;
import io.github.safesqlite.move.cutover.capture.CutoverState;
import io.github.safesqlite.move.cutover.capture.SourceSchema;
import io.github.safesqlite.move.cutover.follow.Bound;
import io.github.safesqlite.move.cutover.follow.Follower;
import io.github.safesqlite.move.cutover.follow.Follower.Changes;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SourceWriter;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Stops the writers, applies the last changes, and closes the source to writes. Not thread-safe. */
public final class Hold {
    private final Path file;
    private final Connection target;
    private final MovePlan plan;
    private final SourceSchema schema;
    private final Follower follower;
    private final Findings findings;
    private final Settings settings;

    /** A hold on the file; what is wrong is added to the findings. */
    public Hold(
            Path file,
            Connection target,
            MovePlan plan,
            SourceSchema schema,
            Follower follower,
            Findings findings,
            Settings settings) {
        this.file = file;
        this.target = target;
        this.plan = plan;
        this.schema = schema;
        this.follower = follower;
        this.findings = findings;
        this.settings = settings;
    }

    /**
     * How a hold is made.
     *
     * @param limit for how long the writers are stopped at most
     * @param lockWait how long to wait for the write lock
     * @param ticker the clock, in nanoseconds
     * @param steps is told of the steps
     */
    public record Settings(Duration limit, Duration lockWait, LongSupplier ticker, Step.Listener steps) {}

    /** What an attempt has come to. */
    public enum Result {
        /** The target has all rows, and the source refuses writes. */
        CUT_OVER("cut over"),
        /** The time was not enough; everything is as before. */
        EXCEEDED("not in time, so the application went on"),
        /** There are findings; everything is as before. */
        FAILED("failed, so the application went on");

        private final String described;

        Result(String described) {
            this.described = described;
        }

        /** The result in words. */
        public String described() {
            return described;
        }
    }

    /**
     * An attempt.
     *
     * @param result what it has come to
     * @param stopped for how long writers were stopped
     * @param changes how many changed rows were left to apply
     */
    public record Attempt(Result result, Duration stopped, long changes) {}

    /** How the hold is made. */
    Settings settings() {
        return settings;
    }

    /**
     * Tries once.
     *
     * @param counted the tables that are small enough to count their rows
     */
    public Attempt attempt(List<TablePlan> counted) throws SQLException {
        try (SourceWriter writer = SourceWriter.begin(file, settings.lockWait)) {
            HoldBound bound = new HoldBound(settings.ticker, settings.limit);
            settings.steps.reached(Step.WRITERS_STOPPED);
            Changes changes = new Changes(0, 0);
            try {
                try (Alarm alarm = Alarm.after(settings.limit, writer.connection(), target)) {
                    SqliteSnapshot source = SqliteSnapshot.in(writer.connection());
                    changes = applyLast(source, counted, bound);
                    if (findings.isEmpty()) {
                        Capture.close(source, file.getFileName().toString());
                        settings.steps.reached(Step.CLOSING);
                        bound.check();
                    }
                }
                if (findings.isEmpty()) {
                    target.commit();
                    settings.steps.reached(Step.TARGET_COMMITTED);
                    commit(writer);
                    return new Attempt(Result.CUT_OVER, bound.elapsed(), changes.rows());
                }
            } catch (SQLException failure) {
                boolean exceeded = bound.isOver();
                writer.close();
                Duration stopped = bound.elapsed();
                rollback(failure);
                if (!exceeded) {
                    throw failure;
                }
                return new Attempt(Result.EXCEEDED, stopped, changes.rows());
            }
            writer.close();
            Duration stopped = bound.elapsed();
            target.rollback();
            return new Attempt(Result.FAILED, stopped, changes.rows());
        }
    }

    /** Where the connection is gone, its transaction is too. */
    private void rollback(SQLException failure) throws SQLException {
        try {
            target.rollback();
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
            throw failure;
        }
    }

    private Changes applyLast(SqliteSnapshot source, List<TablePlan> counted, Bound bound) throws SQLException {
        schema.check(source.connection(), findings);
        if (!findings.isEmpty()) {
            return new Changes(0, 0);
        }
        Changes changes = follower.apply(source, bound);
        if (!findings.isEmpty()) {
            return changes;
        }
        for (TablePlan table : counted) {
            bound.check();
            count(source, table);
        }
        for (TablePlan table : plan.tables()) {
            bound.check();
            for (SequencePlan sequence : SequencePlan.of(source, table, findings)) {
                sequence.set(target);
            }
        }
        settings.steps.reached(Step.LAST_APPLIED);
        return changes;
    }

    private void count(SqliteSnapshot source, TablePlan table) throws SQLException {
        long expected = source.count(table.source());
        try (Statement statement = target.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM " + table.target().qualifiedName())) {
            rows.next();
            if (rows.getLong(1) != expected) {
                findings.add(
                        FindingKind.ROW_COUNT,
                        table.name(),
                        "",
                        "The source has " + expected + " rows and the target " + rows.getLong(1)
                                + ", so a change was not recorded. Has a connection of the application turned triggers off?");
            }
        }
    }

    /** A commit that fails may have been made all the same; then the file is closed. */
    private void commit(SourceWriter writer) throws SQLException {
        try {
            writer.commit();
        } catch (SQLException failure) {
            writer.close();
            try (SqliteSnapshot source = SqliteSnapshot.open(file)) {
                if (CutoverState.of(source.connection()) != CutoverState.CLOSED) {
                    throw failure;
                }
            }
        }
    }
}
