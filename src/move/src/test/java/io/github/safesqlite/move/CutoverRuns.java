// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.type.DateOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Runs cut-overs with steps in between. */
final class CutoverRuns {
    private CutoverRuns() {}

    /** What a test does after a step. */
    interface StepAction {
        void run() throws Exception;
    }

    static MoveOptions options(Path file, String target, String schema) {
        MoveOptions options = new MoveOptions();
        options.source = file;
        options.target = target;
        options.schema = schema;
        options.integerDates = DateOptions.Numbers.REFUSED;
        return options;
    }

    static CutoverRun.Settings settings(LongSupplier ticker, Duration hold, int attempts, Step.Listener steps) {
        return new CutoverRun.Settings(false, false, attempts, hold, Duration.ofSeconds(20), ticker, steps);
    }

    /** A listener that does something at the first time that a step is reached. */
    static Step.Listener at(Step wanted, StepAction action) {
        boolean[] done = {false};
        return step -> {
            if (step == wanted && !done[0]) {
                done[0] = true;
                run(action);
            }
        };
    }

    static void run(StepAction action) {
        try {
            action.run();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** A cut-over with enough time. */
    static MoveReport cutOver(Databases databases, Step.Listener steps) throws SQLException {
        return cutOver(databases, settings(System::nanoTime, Duration.ofSeconds(20), 1, steps));
    }

    static MoveReport cutOver(Databases databases, CutoverRun.Settings settings) throws SQLException {
        MoveOptions options = options(databases.file(), databases.target(), databases.schema());
        try (CutoverRun run = CutoverRun.open(options, settings)) {
            return run.run();
        }
    }

    static MoveReport rollback(Databases databases) throws SQLException {
        MoveOptions options = options(databases.file(), databases.target(), databases.schema());
        return new Rollback(options, Duration.ofSeconds(20)).run();
    }
}
