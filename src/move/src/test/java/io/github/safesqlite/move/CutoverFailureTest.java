// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static io.github.safesqlite.move.CutoverRuns.kinds;
import static io.github.safesqlite.move.CutoverRuns.leftInSource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a cut-over from its end is named, and the application goes on. */
class CutoverFailureTest {
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

    private record Refused(FindingKind kind, String sqlite, String postgres, String... options) {
        @Override
        public String toString() {
            return kind + " " + sqlite + postgres;
        }
    }

    private static String[] statements(String script) {
        return script.isEmpty() ? new String[0] : script.split("; ");
    }

    private static Stream<Refused> refused() {
        return Stream.of(
                new Refused(FindingKind.JOURNAL_MODE, "PRAGMA journal_mode = DELETE", ""),
                new Refused(FindingKind.KEY_MISSING, "CREATE TABLE note (text TEXT)", "CREATE TABLE note (text text)"),
                new Refused(
                        FindingKind.KEY_MISSING,
                        "CREATE TABLE note (text TEXT)",
                        "CREATE TABLE note (text text PRIMARY KEY)"),
                new Refused(
                        FindingKind.KEY_MISSING,
                        "CREATE TABLE note (text TEXT); CREATE UNIQUE INDEX some ON note (text) WHERE text > ''",
                        "CREATE TABLE note (text text PRIMARY KEY)"),
                new Refused(
                        FindingKind.KEY_MISSING,
                        "CREATE TABLE note (id INTEGER PRIMARY KEY)",
                        "CREATE TABLE note (id bigint UNIQUE)"),
                new Refused(FindingKind.TABLE_NOT_EMPTY, "", "INSERT INTO cache VALUES (1)"),
                new Refused(FindingKind.VALUE_TYPE, "INSERT INTO item VALUES (3, x'00')", ""),
                new Refused(
                        FindingKind.TRIGGER,
                        "",
                        "CREATE TRIGGER t BEFORE UPDATE ON item FOR EACH ROW"
                                + " EXECUTE FUNCTION suppress_redundant_updates_trigger()"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsInTheWayIsNamedBeforeAnythingIsWritten(Refused refused) throws Exception {
        databases.sqlite(statements(refused.sqlite));
        databases.postgres(refused.postgres);
        Run run = databases.run(Main.commandLine(), "cutover", refused.options);
        assertEquals(ExitCode.FINDINGS, run.exitCode(), run.output());
        assertEquals(Outcome.REFUSED, run.report().outcome(), run.output());
        assertEquals(List.of(refused.kind), kinds(run.report()), run.output());
        assertEquals(List.of(), leftInSource(databases));
        assertEquals(List.of("0"), databases.rows("SELECT count(*) FROM item"));
    }

    private record Failing(Step step, String sqlite, String postgres, FindingKind kind) {
        @Override
        public String toString() {
            return step + " " + sqlite + postgres;
        }
    }

    private static Stream<Failing> failing() {
        return Stream.of(Step.COPIED, Step.STOPPING)
                .flatMap(step -> Stream.of(
                        new Failing(step, "DROP TABLE cache", "", FindingKind.SCHEMA_CHANGED),
                        new Failing(
                                step,
                                "DROP TABLE cache; CREATE TABLE cache (id INTEGER PRIMARY KEY)",
                                "",
                                FindingKind.SCHEMA_CHANGED),
                        new Failing(step, "ALTER TABLE item ADD size INTEGER", "", FindingKind.SCHEMA_CHANGED),
                        new Failing(step, "ALTER TABLE item RENAME TO thing", "", FindingKind.SCHEMA_CHANGED),
                        new Failing(step, "CREATE TABLE new (id INTEGER)", "", FindingKind.SCHEMA_CHANGED),
                        new Failing(step, "INSERT INTO item VALUES (3, x'00')", "", FindingKind.VALUE_TYPE),
                        new Failing(
                                step,
                                "INSERT INTO item VALUES (3, 'c')",
                                "ALTER TABLE item ADD CHECK (name <> 'c')",
                                FindingKind.REFUSED),
                        new Failing(
                                step,
                                "UPDATE item SET name = 'c' WHERE id = 2",
                                "CREATE RULE nothing AS ON UPDATE TO item DO INSTEAD NOTHING",
                                FindingKind.ROW_DIFFERS)));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void whatHappensOnTheWayIsNamedAndTheApplicationGoesOn(Failing failing) throws Exception {
        MoveReport report = CutoverRuns.cutOver(databases, CutoverRuns.at(failing.step, () -> {
            databases.sqlite(statements(failing.sqlite));
            databases.postgres(failing.postgres);
        }));
        assertEquals(Outcome.NOT_CUT_OVER, report.outcome(), report.text());
        assertEquals(List.of(failing.kind), kinds(report), report.text());
        assertEquals(List.of(), leftInSource(databases));
        databases.sqlite("CREATE TABLE IF NOT EXISTS other (id INTEGER)", "INSERT INTO other VALUES (1)");
    }

    @Test
    void aWriterThatNeverEndsIsNamed() throws Exception {
        databases.sqlite("BEGIN IMMEDIATE");
        Run run = databases.run(Main.commandLine(), "cutover", "--wait", "0.1");
        databases.sqlite("ROLLBACK");
        assertEquals(ExitCode.ERROR, run.exitCode(), run.output());
        assertTrue(run.output().contains("Waited for 100 ms for the write lock of "), run.output());
        assertEquals(List.of("0"), databases.rows("SELECT count(*) FROM item"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"COPIED", "STOPPING", "LAST_APPLIED", "CLOSING"})
    void aServerThatIsGoneLeavesTheApplicationWithItsFile(Step step) throws Exception {
        Step.Listener gone = CutoverRuns.at(step, this::disconnect);
        assertThrows(SQLException.class, () -> CutoverRuns.cutOver(databases, gone));
        assertEquals(List.of(), leftInSource(databases));
        databases.sqlite("DELETE FROM item");
    }

    private void disconnect() throws SQLException {
        databases.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'concurrency-safe-sqlite-move' AND pid <> pg_backend_pid()");
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"TARGET_COMMITTED", "CUT_OVER"})
    void aServerThatIsGoneAfterItsCommitDoesNotUndoTheCutOver(Step step) throws Exception {
        MoveReport report = CutoverRuns.cutOver(databases, CutoverRuns.at(step, this::disconnect));
        assertEquals(Outcome.CUT_OVER, report.outcome(), report.text());
        assertTrue(
                report.text().contains("concurrency_safe_sqlite_cutover of the target is still there"), report.text());
        assertEquals(List.of("1|a", "2|b"), databases.rows("SELECT * FROM item ORDER BY id"));
        assertThrows(SQLException.class, () -> databases.sqlite("DELETE FROM item"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--hold 0", "--attempts 0", "--wait -1", "--rollback --clear", "--rollback --dry-run"})
    void optionsThatMakeNoSenseAreRefused(String options) throws Exception {
        Run run = databases.run(Main.commandLine(), "cutover", options.split(" "));
        assertEquals(ExitCode.ERROR, run.exitCode(), run.output());
        assertTrue(run.output().contains("Error: --"), run.output());
    }
}
