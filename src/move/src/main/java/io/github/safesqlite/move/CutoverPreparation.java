// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.Verification;
import io.github.safesqlite.move.copy.Copier;
import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.cutover.capture.Capture;
import io.github.safesqlite.move.cutover.capture.SourceSchema;
import io.github.safesqlite.move.cutover.follow.CatchUp;
import io.github.safesqlite.move.cutover.follow.Follower;
import io.github.safesqlite.move.cutover.hold.Attempts;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SourceWriter;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a cut-over does while the application goes on. What is wrong is added to the findings. Not thread-safe. */
final class CutoverPreparation {
    private final CutoverContext context;
    private final CutoverPlan plan;
    private final CutoverSettings settings;
    private final Connection target;
    private final Findings findings;

    CutoverPreparation(CutoverContext context, CutoverPlan plan) {
        this.context = context;
        this.plan = plan;
        settings = context.settings();
        target = context.target();
        findings = context.findings();
    }

    /**
     * A target that has the rows of an earlier moment.
     *
     * @param schema the definitions in the source, with those that record changes
     * @param states what has happened to each table
     * @param applied the last change that the target has
     */
    record Copied(SourceSchema schema, Map<TablePlan, String> states, long applied) {}

    /**
     * A target that has all changes but the last ones.
     *
     * @param schema the definitions in the source, with those that record changes
     * @param follower applies changes
     * @param catchUp applies them while the application goes on
     * @param verification what was seen of the rows last
     */
    record Followed(SourceSchema schema, Follower follower, CatchUp catchUp, Verification verification) {}

    /** Records changes from now on and copies the rows, unless an earlier run has. */
    Copied copy() throws SQLException {
        if (plan.applied() >= 0) {
            context.draft()
                    .notices()
                    .add("The cut-over went on after one that was interrupted, and did not copy all rows again.");
            return new Copied(plan.schema(), Map.of(), plan.applied());
        }
        String cutover = UUID.randomUUID().toString();
        Map<TablePlan, String> states = new HashMap<>();
        SourceSchema schema = capture(cutover);
        if (findings.isEmpty()) {
            settings.steps().reached(Step.CAPTURING);
            copy(cutover, states);
        }
        if (findings.isEmpty()) {
            analyze();
            settings.steps().reached(Step.COPIED);
        }
        return new Copied(schema, states, 0);
    }

    /** Returns the definitions in the source, which record changes if there are no findings. */
    private SourceSchema capture(String cutover) throws SQLException {
        try (SourceWriter writer = SourceWriter.begin(context.file(), settings.lockWait())) {
            SourceSchema now = SourceSchema.of(writer.connection());
            new SourceSchema(plan.schema().application(), now.own()).check(writer.connection(), findings);
            if (!findings.isEmpty()) {
                return now;
            }
            Capture.install(writer.connection(), plan.keys(), cutover);
            SourceSchema capturing = SourceSchema.of(writer.connection());
            writer.commit();
            return capturing;
        }
    }

    private void copy(String cutover, Map<TablePlan, String> states) throws SQLException {
        try (SqliteSnapshot source = SqliteSnapshot.open(context.file())) {
            Copier copier = new Copier(source, target, context.schema(), plan.move(), findings);
            copier.begin(settings.clear());
            copier.finish();
            for (List<TablePlan> group : plan.move().groups()) {
                copier.copyUnchecked(group, states);
                if (!findings.isEmpty()) {
                    return;
                }
            }
            context.record().begin(cutover);
            target.commit();
        }
    }

    /** The server does not know yet how large the tables are. */
    private void analyze() throws SQLException {
        try (Statement statement = target.createStatement()) {
            for (TablePlan table : plan.move().tables()) {
                statement.execute("ANALYZE " + table.target().qualifiedName());
            }
        }
        target.commit();
    }

    /** Applies the changes until few are left, and verifies the rows. */
    Followed follow(Copied copied) throws SQLException {
        Follower follower = new Follower(target, context.record(), plan.keys(), findings, copied.applied());
        follower.begin();
        CatchUp catchUp = new CatchUp(context.file(), target, copied.schema(), follower, findings, settings.ticker());
        catchUp.untilShort(Attempts.shortRound(settings.hold()));
        Verification verification = plan.verification();
        if (findings.isEmpty()) {
            settings.steps().reached(Step.FOLLOWED);
            verification = verify(catchUp, copied.states());
        }
        return new Followed(copied.schema(), follower, catchUp, verification);
    }

    private Verification verify(CatchUp catchUp, Map<TablePlan, String> states) throws SQLException {
        Verification verification = plan.verification();
        try (SqliteSnapshot source = SqliteSnapshot.open(context.file())) {
            catchUp.round(source);
            if (findings.isEmpty()) {
                verification = context.draft().verification(target, plan.move());
                verification.states().putAll(states);
                verification.check(source);
                verification.setSequences();
                target.commit();
                verification.compare(source);
            }
        }
        if (findings.isEmpty()) {
            settings.steps().reached(Step.VERIFIED);
            context.draft()
                    .notices()
                    .add("The rows were counted and hashed while the application went on."
                            + " Those that it has changed since then were compared one by one.");
        }
        return verification;
    }
}
