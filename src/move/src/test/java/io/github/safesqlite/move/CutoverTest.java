// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static io.github.safesqlite.move.CutoverRuns.kinds;
import static io.github.safesqlite.move.CutoverRuns.leftInSource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.move.CutoverRuns.StepAction;
import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.target.Postgres;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cut-over leaves behind when it succeeds, is refused, fails or is undone. */
class CutoverTest {
    @TempDir
    Path folder;

    private Databases databases;

    @BeforeEach
    void open() throws Exception {
        databases = CutoverRuns.items(folder);
    }

    @AfterEach
    void close() throws Exception {
        if (databases != null) {
            databases.close();
        }
    }

    private Run run(String... options) throws Exception {
        return databases.run(Main.commandLine(), "cutover", options);
    }

    private void assertOutcome(Outcome outcome, Run run) {
        assertEquals(outcome, run.report() == null ? null : run.report().outcome(), run.output());
        boolean good =
                outcome == Outcome.CUT_OVER || outcome == Outcome.ROLLED_BACK || outcome == Outcome.NOTHING_FOUND;
        assertEquals(good ? ExitCode.NOTHING_FOUND : ExitCode.FINDINGS, run.exitCode(), run.output());
    }

    private List<String> leftInTarget() throws SQLException {
        return databases.rows("SELECT tablename FROM pg_tables WHERE tablename LIKE 'concurrency%' AND schemaname = '"
                + databases.schema() + "'");
    }

    private void assertTakesWrites() throws SQLException {
        databases.sqlite("INSERT INTO cache DEFAULT VALUES");
        databases.sqlite("UPDATE item SET name = name || '!'");
    }

    private void assertRefusesWrites() {
        for (String sql : List.of(
                "INSERT INTO item VALUES (9, 'x')",
                "INSERT OR IGNORE INTO item VALUES (9, 'x')",
                "UPDATE item SET name = 'x' WHERE id = 1",
                "DELETE FROM item",
                "REPLACE INTO cache VALUES (1)")) {
            SQLException refused = assertThrows(SQLException.class, () -> databases.sqlite(sql));
            assertTrue(
                    refused.getMessage()
                            .contains(
                                    "app.db was moved to PostgreSQL and takes no more writes. Start the application with"
                                            + " its new configuration, or undo the move with the command cutover --rollback."),
                    refused.getMessage());
        }
    }

    @Test
    void closesTheFileAndLeavesNothingElse() throws Exception {
        databases.sqlite("INSERT INTO item VALUES (41, 'gone')", "DELETE FROM item WHERE id = 41");
        Run run = run();
        assertOutcome(Outcome.CUT_OVER, run);
        assertRefusesWrites();
        assertEquals(List.of("1|a", "2|b"), databases.rows("SELECT * FROM item ORDER BY id"));
        databases.postgres("INSERT INTO item (name) VALUES ('new')");
        assertEquals(List.of("42"), databases.rows("SELECT max(id) FROM item"));
        assertEquals(6, leftInSource(databases).size(), () -> "three triggers for each table");
        assertEquals(List.of(), leftInTarget());
        assertEquals(1, run.report().stops().size());
        assertTrue(run.output().contains("Attempt 1 stopped the writers for "), run.output());
        assertTrue(run.output().contains("The writers of the application are stopped."), run.output());
        assertTrue(run.output().contains("The writers were stopped for "), run.output());
    }

    @Test
    void otherCommandsDoNotSeeWhatItAddsToTheFile() throws Exception {
        List<String> reports = new ArrayList<>();
        Step.Listener reporting = step -> {
            if (step == Step.CAPTURING || step == Step.CUT_OVER) {
                CutoverRuns.run(() -> reports.add(portabilityReport()));
            }
        };
        String before = portabilityReport();
        CutoverRuns.cutOver(databases, reporting);
        assertEquals(List.of(before, before), reports);
        assertTrue(before.contains("item"), before);
    }

    @Test
    void theApplicationCountsItsOwnChanges() throws Exception {
        List<String> counted = new ArrayList<>();
        Step.Listener counting = CutoverRuns.at(Step.CAPTURING, () -> {
            databases.sqlite("INSERT INTO item VALUES (70, 'x')", "UPDATE item SET name = upper(name)");
            try (Statement statement = databases.sqlite().createStatement();
                    ResultSet row = statement.executeQuery("SELECT changes() || ' ' || last_insert_rowid()")) {
                counted.add(row.getString(1));
            }
        });
        assertEquals(Outcome.CUT_OVER, CutoverRuns.cutOver(databases, counting).outcome());
        assertEquals(List.of("3 70"), counted);
    }

    private String portabilityReport() {
        StringWriter out = new StringWriter();
        Main.commandLine()
                .setOut(new PrintWriter(out))
                .execute("report", databases.file().toString());
        return out.toString();
    }

    @Test
    void setsSequencesAfterTheLastIds() throws Exception {
        MoveReport report = CutoverRuns.cutOver(
                databases,
                CutoverRuns.at(
                        Step.STOPPING,
                        () -> databases.sqlite("INSERT INTO item VALUES (70, 'x')", "DELETE FROM item WHERE id = 70")));
        assertEquals(Outcome.CUT_OVER, report.outcome(), report.text());
        databases.postgres("INSERT INTO item (name) VALUES ('new')");
        assertEquals(List.of("71"), databases.rows("SELECT max(id) FROM item"));
    }

    @Test
    void anotherCutOverOfAClosedFileIsRefused() throws Exception {
        assertOutcome(Outcome.CUT_OVER, run());
        Run again = run("--clear");
        assertEquals(ExitCode.ERROR, again.exitCode(), again.output());
        assertTrue(again.output().contains("was cut over already"), again.output());
        assertEquals(List.of("2"), databases.rows("SELECT count(*) FROM item"));
        assertRefusesWrites();
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        assertOutcome(Outcome.NOTHING_FOUND, run("--dry-run"));
        assertEquals(List.of(), leftInSource(databases));
        assertEquals(List.of("0"), databases.rows("SELECT count(*) FROM item"));
        assertTakesWrites();
    }

    @Test
    void aRollbackLetsTheFileTakeWrites() throws Exception {
        assertOutcome(Outcome.CUT_OVER, run());
        assertOutcome(Outcome.ROLLED_BACK, run("--rollback"));
        assertEquals(List.of(), leftInSource(databases));
        assertTakesWrites();
        assertOutcome(Outcome.REFUSED, run());
        assertOutcome(Outcome.CUT_OVER, run("--clear"));
        assertEquals(List.of("1|a!", "2|b!"), databases.rows("SELECT * FROM item ORDER BY id"));
    }

    @Test
    void aRollbackAfterAWriteThereIsRefused() throws Exception {
        assertOutcome(Outcome.CUT_OVER, run());
        databases.postgres("UPDATE item SET name = 'written there' WHERE id = 2");
        Run refused = run("--rollback");
        assertOutcome(Outcome.NOT_ROLLED_BACK, refused);
        assertEquals(List.of("id=2"), refused.report().findings().get(0).keys(), refused.output());
        assertRefusesWrites();
    }

    @Test
    void aRollbackWithNothingToUndoChangesNothing() throws Exception {
        assertOutcome(Outcome.ROLLED_BACK, run("--rollback"));
        assertTakesWrites();
    }

    @Test
    void aChangeThatWasNotRecordedIsNoticedByTheNumberOfRows() throws Exception {
        String trigger = "concurrency_safe_sqlite_cutover_1_delete";
        StepAction unrecorded = () -> {
            List<String> sql = new ArrayList<>();
            try (Statement statement = databases.sqlite().createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT sql FROM sqlite_schema WHERE name = '" + trigger + "'")) {
                rows.next();
                sql.add(rows.getString(1));
            }
            databases.sqlite("DROP TRIGGER " + trigger, "DELETE FROM item WHERE id = 1", sql.get(0));
        };
        MoveReport report = CutoverRuns.cutOver(databases, CutoverRuns.at(Step.STOPPING, unrecorded));
        assertEquals(List.of(FindingKind.ROW_COUNT), kinds(report), report.text());
        assertEquals(Outcome.NOT_CUT_OVER, report.outcome());
    }

    @Test
    void letsTheWritersGoOnWhenTheTimeIsOverAndTriesAgain() throws Exception {
        AtomicLong now = new AtomicLong();
        List<Step> steps = new ArrayList<>();
        Step.Listener slowAtFirst = step -> {
            steps.add(step);
            if (step == Step.LAST_APPLIED && steps.stream().filter(step::equals).count() <= 2) {
                now.addAndGet(Duration.ofSeconds(2).toNanos());
            }
            if (step == Step.STOPPING) {
                CutoverRuns.run(() -> databases.sqlite("INSERT INTO item (name) VALUES ('new " + steps.size() + "')"));
            }
        };
        MoveReport report =
                CutoverRuns.cutOver(databases, CutoverRuns.settings(now::get, Duration.ofSeconds(2), 3, slowAtFirst));
        assertEquals(Outcome.CUT_OVER, report.outcome(), report.text());
        assertEquals(
                List.of(2000L, 2000L, 0L),
                report.stops().stream().map(MoveReport.Stop::milliseconds).toList());
        assertEquals(List.of("5"), databases.rows("SELECT count(*) FROM item"));
    }

    @Test
    void givesUpAfterTheLastAttempt() throws Exception {
        AtomicLong now = new AtomicLong();
        Step.Listener slow = step -> {
            if (step == Step.CLOSING) {
                now.addAndGet(Duration.ofSeconds(2).toNanos());
            }
        };
        MoveReport report =
                CutoverRuns.cutOver(databases, CutoverRuns.settings(now::get, Duration.ofSeconds(2), 2, slow));
        assertEquals(Outcome.NOT_CUT_OVER, report.outcome(), report.text());
        assertEquals(List.of(FindingKind.HOLD_EXCEEDED), kinds(report));
        assertEquals(2, report.stops().size());
        assertEquals(List.of(), leftInSource(databases));
        assertTakesWrites();
    }

    /** The server waits for a lock, so only a cancelled statement ends the hold. */
    @Test
    void aServerThatDoesNotAnswerInTimeKeepsNoWriterWaiting() throws Exception {
        databases.sqlite("CREATE TABLE slow (id INTEGER PRIMARY KEY)");
        databases.postgres("CREATE TABLE slow (id bigint PRIMARY KEY)");
        try (Connection other = Postgres.connect(databases.target());
                Statement statement = other.createStatement()) {
            MoveReport report = CutoverRuns.cutOver(
                    databases,
                    CutoverRuns.settings(
                            System::nanoTime, Duration.ofMillis(500), 1, CutoverRuns.at(Step.STOPPING, () -> {
                                databases.sqlite("INSERT INTO slow VALUES (1)");
                                statement.execute("LOCK TABLE " + databases.schema() + ".slow");
                            })));
            assertEquals(List.of(FindingKind.HOLD_EXCEEDED), kinds(report), report.text());
            long stopped = report.stops().get(0).milliseconds();
            // Without that, it would be for as long as the other has the lock.
            assertTrue(stopped >= 500 && stopped < 20_000, report.text());
            assertTakesWrites();
        }
    }
}
