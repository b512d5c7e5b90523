// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of change of the application arrives, whether it is made during the copy or at the very end. */
class CutoverChangesTest {
    private static final Set<String> CHANGE_NOTHING =
            Set.of("rolled back", "a row that would not have fitted, and is gone");

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("io.github.safesqlite.move.CutoverCases#cases")
    void arrivesIfMadeDuringTheCopy(CutoverCases.Case changed) throws Exception {
        cutOver(changed, Step.COPIED);
    }

    @ParameterizedTest
    @MethodSource("io.github.safesqlite.move.CutoverCases#cases")
    void arrivesIfMadeAtTheEnd(CutoverCases.Case changed) throws Exception {
        cutOver(changed, Step.STOPPING);
    }

    private void cutOver(CutoverCases.Case changed, Step step) throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.postgres("CREATE EXTENSION IF NOT EXISTS citext SCHEMA public");
            databases.sqlite("PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON");
            databases.sqlite(changed.before().toArray(new String[0]));
            databases.postgres(changed.target().toArray(new String[0]));
            MoveReport report = CutoverRuns.cutOver(
                    databases,
                    CutoverRuns.at(
                            step, () -> databases.sqlite(changed.changes().toArray(new String[0]))));
            assertEquals(Outcome.CUT_OVER, report.outcome(), report.text());
            Run verified = databases.run(Main.commandLine(), "verify");
            assertEquals(Outcome.VERIFIED, verified.report().outcome(), verified.output());
            boolean changesNothing = CHANGE_NOTHING.contains(changed.name());
            assertEquals(
                    step == Step.STOPPING && !changesNothing,
                    report.stops().get(0).changes() > 0,
                    report.text());
        }
    }
}
