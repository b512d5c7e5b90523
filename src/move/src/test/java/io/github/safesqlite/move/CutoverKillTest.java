// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cut-over is killed after each of its steps: the application goes on, and the next cut-over or a rollback finds its way. */
class CutoverKillTest {
    private static final int KILLED = 137;

    @TempDir
    Path folder;

    private Databases databases;

    /** A cut-over that kills its own process, or waits to be ended. */
    static final class Killed {
        private Killed() {}

        /** Arguments: the file, the target, the schema, the step, and whether it waits. */
        public static void main(String[] arguments) throws SQLException {
            Step last = Step.valueOf(arguments[3]);
            Step.Listener killer = CutoverRuns.at(last, () -> {
                if (!Boolean.parseBoolean(arguments[4])) {
                    Runtime.getRuntime().halt(KILLED);
                }
                System.out.println(last);
                new CountDownLatch(1).await();
            });
            MoveOptions options = CutoverRuns.options(Path.of(arguments[0]), arguments[1], arguments[2]);
            try (CutoverRun run = CutoverRun.open(
                    options, CutoverRuns.settings(System::nanoTime, Duration.ofSeconds(20), 1, killer))) {
                run.run();
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        databases = new Databases(folder);
        databases.sqlite(
                "PRAGMA journal_mode = WAL",
                "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE)",
                "INSERT INTO item VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        databases.postgres("CREATE TABLE item (id bigint PRIMARY KEY, name text UNIQUE)");
    }

    @AfterEach
    void close() throws Exception {
        if (databases != null) {
            databases.close();
        }
    }

    private void kill(Step step) throws Exception {
        Path log = folder.resolve("killed.log");
        Process process = start(step, false).redirectOutput(log.toFile()).start();
        assertEquals(KILLED, process.waitFor(), () -> CutoverRuns.read(log));
    }

    private ProcessBuilder start(Step step, boolean waits) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        databases.file().toString(),
                        databases.target(),
                        databases.schema(),
                        step.name(),
                        String.valueOf(waits))
                .redirectErrorStream(true);
    }

    @Test
    void aCutOverThatIsEndedByTheUserLeavesNothing() throws Exception {
        Process process = start(Step.COPIED, true).start();
        try (BufferedReader output = process.inputReader()) {
            assertTrue(output.lines().anyMatch(line -> line.equals(Step.COPIED.name())));
            assertEquals(6, CutoverRuns.leftInSource(databases).size(), "the table and five triggers");
            process.destroy();
            process.waitFor();
        }
        assertEquals(List.of(), CutoverRuns.leftInSource(databases));
        databases.sqlite("DELETE FROM item");
    }

    @ParameterizedTest
    @EnumSource(value = Step.class, names = "CUT_OVER", mode = EnumSource.Mode.EXCLUDE)
    void theApplicationGoesOnAndTheNextCutOverMovesAll(Step step) throws Exception {
        kill(step);
        databases.sqlite("REPLACE INTO item VALUES (4, 'a')", "DELETE FROM item WHERE id = 2");
        Set<Step> reached = EnumSet.noneOf(Step.class);
        MoveReport report = CutoverRuns.cutOver(databases, reached::add);
        assertEquals(
                step == Step.CAPTURING,
                reached.contains(Step.COPIED),
                "All rows are copied again only if they must be.");
        assertEquals(Outcome.CUT_OVER, report.outcome(), report.text());
        assertEquals(List.of("3|c", "4|a"), databases.rows("SELECT * FROM item ORDER BY id"));
        assertThrows(SQLException.class, () -> databases.sqlite("DELETE FROM item"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"COPIED", "TARGET_COMMITTED"})
    void aRollbackRemovesAll(Step step) throws Exception {
        kill(step);
        databases.postgres("INSERT INTO item VALUES (99, 'written there')");
        MoveReport report = CutoverRuns.rollback(databases);
        assertEquals(Outcome.ROLLED_BACK, report.outcome(), report.text());
        databases.sqlite("DROP TABLE item");
        try (var statement = databases.sqlite().createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
            assertEquals(0, rows.getInt(1));
        }
    }

    @Test
    void afterTheLastStepTheFileIsClosedAndCanBeReopened() throws Exception {
        kill(Step.CUT_OVER);
        assertThrows(SQLException.class, () -> databases.sqlite("DELETE FROM item"));
        Run verified = databases.run(Main.commandLine(), "verify");
        assertEquals(Outcome.VERIFIED, verified.report().outcome(), verified.output());
        assertEquals(Outcome.ROLLED_BACK, CutoverRuns.rollback(databases).outcome());
        databases.sqlite("DELETE FROM item");
    }
}
