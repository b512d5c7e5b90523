// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.report.MoveReport.Stop;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import io.github.safesqlite.move.testing.Writers;
import io.github.safesqlite.move.testing.Writers.User;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty users write while their file is cut over: nothing that was acknowledged is lost or doubled. */
class CutoverLoadTest {
    private static final int ROWS = Integer.getInteger("cutover.rows", 50_000);
    private static final int USERS = 50;
    /** In milliseconds: more than the command allows, since a busy computer may be late. The output has the figures. */
    private static final long LONGEST_STOP = 10_000;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostOrDoubled() throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.sqlite("PRAGMA journal_mode = WAL");
            databases.sqlite(Writers.SQLITE);
            databases.sqlite(
                    "INSERT INTO counter VALUES (0, 0)",
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
                            + ") INSERT INTO entry SELECT 0, i, 'a text that was there before' FROM n");
            databases.postgres(Writers.POSTGRES);
            try (Writers writers = new Writers(databases.file(), USERS)) {
                writers.awaitWarm();
                Run run = databases.run(Main.commandLine(), "cutover");
                assertEquals(Outcome.CUT_OVER, run.report().outcome(), run.output());
                int committed = 0;
                for (User user : writers.results()) {
                    assertTrue(user.refusal().contains("was moved to PostgreSQL"), user.refusal());
                    assertArrived(databases, user);
                    committed += user.committed();
                }
                long stopped = run.report().stops().stream()
                        .mapToLong(Stop::milliseconds)
                        .max()
                        .orElseThrow();
                System.out.println(committed + " transactions of " + USERS + " users beside " + ROWS
                        + " rows; the longest stop of the writers was " + stopped
                        + " ms, and the longest time between two"
                        + " commits or before the first refusal " + writers.longestGap() + " ms.");
                System.out.println(run.output());
                assertTrue(stopped < LONGEST_STOP, run.output());
                assertTrue(writers.longestGap() < LONGEST_STOP, () -> writers.longestGap() + " ms");
            }
            assertEquals(List.of("" + ROWS), databases.rows("SELECT count(*) FROM entry WHERE \"user\" = 0"));
            Run verified = databases.run(Main.commandLine(), "verify");
            assertEquals(Outcome.VERIFIED, verified.report().outcome(), verified.output());
        }
    }

    private static void assertArrived(Databases databases, User user) throws Exception {
        String ofUser = " WHERE \"user\" = " + user.number();
        String committed = "" + user.committed();
        assertEquals(List.of(committed), databases.rows("SELECT value FROM counter" + ofUser));
        assertEquals(List.of(committed), databases.rows("SELECT number FROM token" + ofUser));
        assertEquals(
                user.entries().stream().map(String::valueOf).toList(),
                databases.rows("SELECT number FROM entry" + ofUser + " ORDER BY number"));
    }
}
