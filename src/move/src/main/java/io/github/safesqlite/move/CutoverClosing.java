// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.SourceDigest;
import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.cutover.hold.Attempts;
import io.github.safesqlite.move.cutover.hold.Hold;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.OwnObjects;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What a cut-over does while the writers of the application are stopped. Not thread-safe. */
final class CutoverClosing {
    private final CutoverContext context;
    private final CutoverPlan plan;

    CutoverClosing(CutoverContext context, CutoverPlan plan) {
        this.context = context;
        this.plan = plan;
    }

    /** Applies the last changes and closes the source to writes; returns whether that has succeeded. */
    boolean close(CutoverPreparation.Followed followed) throws SQLException {
        CutoverSettings settings = context.settings();
        Hold hold = new Hold(
                context.file(),
                context.target(),
                plan.move(),
                followed.schema(),
                followed.follower(),
                context.findings(),
                new Hold.Settings(settings.hold(), settings.lockWait(), settings.ticker(), settings.steps()));
        Attempts attempts = new Attempts(
                hold, followed.catchUp(), context.findings(), context.draft().stops());
        boolean closed = attempts.make(
                settings.attempts(), counted(followed.verification().expected()));
        if (closed) {
            settings.steps().reached(Step.CUT_OVER);
            dropRecord();
        }
        return closed;
    }

    private List<TablePlan> counted(Map<TablePlan, SourceDigest> digests) {
        return Attempts.counted(
                plan.move().tables(), table -> digests.get(table).rows());
    }

    /** The cut-over is complete whether or not this succeeds. */
    private void dropRecord() {
        try {
            context.record().drop();
            context.target().commit();
        } catch (SQLException failure) {
            context.draft()
                    .notices()
                    .add("The table " + OwnObjects.PREFIX + " of the target is still there. Drop it. The server says: "
                            + failure.getMessage());
        }
    }
}
