// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.SourceDigest;
import io.github.safesqlite.move.check.Verification;
import io.github.safesqlite.move.copy.Copier;
import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.cutover.capture.Capture;
import io.github.safesqlite.move.cutover.capture.CaptureGuard;
import io.github.safesqlite.move.cutover.capture.ChangeTable;
import io.github.safesqlite.move.cutover.capture.CutoverState;
import io.github.safesqlite.move.cutover.capture.SourceSchema;
import io.github.safesqlite.move.cutover.follow.CatchUp;
import io.github.safesqlite.move.cutover.follow.ChangeObstacles;
import io.github.safesqlite.move.cutover.follow.CutoverRecord;
import io.github.safesqlite.move.cutover.follow.Follower;
import io.github.safesqlite.move.cutover.hold.Attempts;
import io.github.safesqlite.move.cutover.hold.Hold;
import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.cutover.key.TableKeys;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.source.OwnObjects;
import io.github.safesqlite.move.source.SourceWriter;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.MoveRecord;
import io.github.safesqlite.move.target.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/** One cut-over: the steps, and what each has found. Not thread-safe. */
final class CutoverRun implements AutoCloseable {
    private final MoveOptions options;
    private final Settings settings;
    private final Connection target;
    private final ReportDraft draft;
    private final Findings findings;
    private final Map<TablePlan, String> states = new HashMap<>();
    private String schemaName = "";
    private MovePlan plan = new MovePlan(List.of(), List.of());
    private List<TableKey> keys = List.of();
    private SourceSchema schema;
    private CutoverRecord record;
    private Verification verification;

    private CutoverRun(MoveOptions options, Settings settings, Connection target) {
        this.options = options;
        this.settings = settings;
        this.target = target;
        draft = new ReportDraft("cutover", options);
        findings = draft.findings();
    }

    /**
     * How a cut-over is made.
     *
     * @param clear whether all rows of the target are removed first
     * @param dryRun whether nothing is written
     * @param attempts how often the writers may be stopped
     * @param hold for how long at most each time
     * @param lockWait how long to wait for the write lock
     * @param ticker the clock, in nanoseconds
     * @param steps is told of the steps
     */
    record Settings(
            boolean clear,
            boolean dryRun,
            int attempts,
            Duration hold,
            Duration lockWait,
            LongSupplier ticker,
            Step.Listener steps) {}

    /** Opens the target. */
    static CutoverRun open(MoveOptions options, Settings settings) throws SQLException {
        return new CutoverRun(options, settings, Postgres.connect(options.target));
    }

    /** Checks, copies, follows, and closes the source to writes. */
    MoveReport run() throws SQLException {
        schemaName = options.schemaOf(target);
        record = new CutoverRecord(target, schemaName);
        if (settings.dryRun) {
            target.setReadOnly(true);
        } else {
            new MoveRecord(target, schemaName).lock();
        }
        long applied;
        try (SqliteSnapshot source = SqliteSnapshot.open(options.source)) {
            if (CutoverState.of(source.connection()) == CutoverState.CLOSED) {
                throw new SQLException(options.source + " was cut over already. Start the application with its new"
                        + " configuration, or undo the cut-over with --rollback.");
            }
            applied = prepare(source);
        }
        if (settings.dryRun) {
            return draft.report(findings.isEmpty() ? Outcome.NOTHING_FOUND : Outcome.REFUSED, verification);
        }
        try (CaptureGuard guard = new CaptureGuard(options.source, settings.lockWait)) {
            if (!findings.isEmpty()) {
                return draft.report(Outcome.REFUSED, verification);
            }
            return draft.report(cutOver(applied) ? Outcome.CUT_OVER : Outcome.NOT_CUT_OVER, verification);
        }
    }

    /** Returns the last change that an earlier run has applied, which was killed; -1 if all is to be copied. */
    private long prepare(SqliteSnapshot source) throws SQLException {
        plan = draft.plan(source, target, schemaName);
        verification = draft.verification(target, plan);
        keys = TableKeys.of(source.connection(), plan, findings);
        schema = SourceSchema.of(source.connection());
        long applied = applied(source);
        findJournal(source.connection());
        new Copier(source, target, schemaName, plan, findings).findObstaclesToAll(settings.clear || applied >= 0);
        ChangeObstacles.find(target, plan, findings);
        if (findings.isEmpty() && applied < 0) {
            verification.check(source);
        }
        target.commit();
        return applied;
    }

    private long applied(SqliteSnapshot source) throws SQLException {
        boolean captured = !settings.clear
                && findings.isEmpty()
                && schema.own().size() > 1
                && schema.own().containsAll(Capture.triggers(source.connection(), keys));
        return captured ? record.applied(ChangeTable.cutover(source.connection())) : -1;
    }

    private void findJournal(Connection source) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA journal_mode")) {
            if (rows.next() && !rows.getString(1).equals("wal")) {
                findings.add(
                        FindingKind.JOURNAL_MODE,
                        "",
                        "",
                        "The journal_mode of the SQLite file is " + rows.getString(1)
                                + ", in which the copy would keep the application from writing. Set it to wal.");
            }
        }
    }

    private boolean cutOver(long alreadyApplied) throws SQLException {
        long applied = alreadyApplied;
        if (applied < 0) {
            copy();
            applied = 0;
        } else {
            draft.notices()
                    .add("The cut-over went on after one that was interrupted, and did not copy all rows again.");
        }
        if (!findings.isEmpty()) {
            return false;
        }
        Follower follower = new Follower(target, record, keys, findings, applied);
        follower.begin();
        CatchUp catchUp = new CatchUp(options.source, target, schema, follower, findings, settings.ticker);
        catchUp.untilShort(Attempts.shortRound(settings.hold));
        if (findings.isEmpty()) {
            settings.steps.reached(Step.FOLLOWED);
            verify(catchUp);
        }
        return findings.isEmpty() && close(catchUp, follower);
    }

    private void copy() throws SQLException {
        String cutover = UUID.randomUUID().toString();
        try (SourceWriter writer = SourceWriter.begin(options.source, settings.lockWait)) {
            SourceSchema now = SourceSchema.of(writer.connection());
            new SourceSchema(schema.application(), now.own()).check(writer.connection(), findings);
            if (!findings.isEmpty()) {
                return;
            }
            Capture.install(writer.connection(), keys, cutover);
            schema = SourceSchema.of(writer.connection());
            writer.commit();
        }
        settings.steps.reached(Step.CAPTURING);
        try (SqliteSnapshot source = SqliteSnapshot.open(options.source)) {
            Copier copier = new Copier(source, target, schemaName, plan, findings);
            copier.begin(settings.clear);
            copier.finish();
            for (List<TablePlan> group : plan.groups()) {
                copier.copyUnchecked(group, states);
                if (!findings.isEmpty()) {
                    return;
                }
            }
            record.begin(cutover);
            target.commit();
        }
        analyze();
        settings.steps.reached(Step.COPIED);
    }

    /** The server does not know yet how large the tables are. */
    private void analyze() throws SQLException {
        try (Statement statement = target.createStatement()) {
            for (TablePlan table : plan.tables()) {
                statement.execute("ANALYZE " + table.target().qualifiedName());
            }
        }
        target.commit();
    }

    private void verify(CatchUp catchUp) throws SQLException {
        try (SqliteSnapshot source = SqliteSnapshot.open(options.source)) {
            catchUp.round(source);
            if (findings.isEmpty()) {
                verification = draft.verification(target, plan);
                verification.states().putAll(states);
                verification.check(source);
                verification.setSequences();
                target.commit();
                verification.compare(source);
            }
        }
        if (findings.isEmpty()) {
            settings.steps.reached(Step.VERIFIED);
            draft.notices()
                    .add("The rows were counted and hashed while the application went on."
                            + " Those that it has changed since then were compared one by one.");
        }
    }

    private boolean close(CatchUp catchUp, Follower follower) throws SQLException {
        Hold hold = new Hold(
                options.source,
                target,
                plan,
                schema,
                follower,
                findings,
                new Hold.Settings(settings.hold, settings.lockWait, settings.ticker, settings.steps));
        boolean closed = new Attempts(hold, catchUp, findings, draft.stops()).make(settings.attempts, counted());
        if (closed) {
            settings.steps.reached(Step.CUT_OVER);
            dropRecord();
        }
        return closed;
    }

    /** The cut-over is complete whether or not this succeeds. */
    private void dropRecord() {
        try {
            record.drop();
            target.commit();
        } catch (SQLException failure) {
            draft.notices()
                    .add("The table " + OwnObjects.PREFIX + " of the target is still there. Drop it. The server says: "
                            + failure.getMessage());
        }
    }

    private List<TablePlan> counted() {
        Map<TablePlan, SourceDigest> digests = verification.expected();
        return Attempts.counted(plan.tables(), table -> digests.get(table).rows());
    }

    @Override
    public void close() throws SQLException {
        target.close();
    }
}
