// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.target.Postgres;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import io.github.safesqlite.move.testing.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A move that ends in the middle of a table, as a process of its own: by a signal, or with its connection. */
@Timeout(180)
class KilledMoveTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** More than fits into the buffers between the process and the server, so that it is in the middle for both. */
    private static final int BOOKS = 20_000;

    /** The key of the row at which the server waits. */
    private static final int MIDDLE = BOOKS / 2;

    private static final int SIGINT = 2;

    private static final String SESSION =
            "application_name = 'concurrency-safe-sqlite-move' AND pid <> pg_backend_pid()";
    private static final String WAITS = "SELECT count(*) FROM pg_stat_activity WHERE " + SESSION
            + " AND query LIKE 'COPY%book%' AND wait_event_type = 'Lock'";

    @TempDir
    Path folder;

    private Databases databases;
    private Connection other;
    private Process process;

    @BeforeEach
    void open() throws SQLException {
        databases = new Databases(folder);
        databases.sqlite(
                "CREATE TABLE writer (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE book (id INTEGER PRIMARY KEY, writer_id INTEGER REFERENCES writer, title TEXT)",
                "CREATE TABLE page (id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES book, text TEXT)",
                "INSERT INTO writer VALUES (1, 'Ada'), (2, 'Bob')",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + BOOKS + ")"
                        + " INSERT INTO book SELECT i, i % 2 + 1, hex(randomblob(500)) FROM n",
                "INSERT INTO page SELECT id, id, 'page ' || id FROM book");
        databases.postgres(
                "CREATE TABLE writer (id bigint PRIMARY KEY, name text)",
                "CREATE TABLE book (id bigserial PRIMARY KEY, writer_id bigint REFERENCES writer, title text)",
                "CREATE TABLE page (id bigint PRIMARY KEY, book_id bigint REFERENCES book, text text)");
        other = Postgres.connect(PostgresServer.get().url("postgres", "postgres"));
    }

    @AfterEach
    void close() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        if (other != null) {
            other.close();
        }
        if (databases != null) {
            databases.close();
        }
    }

    /** The exit code of a process that a signal has ended is 128 and the number of the signal. */
    @ParameterizedTest
    @CsvSource({"KILL, 137", "INT, 130", "TERM, 143"})
    void goesOnAfterASignal(String signal, int exitCode) throws Exception {
        startAndStopInTheMiddle();
        assumeFalse(
                signal.equals("INT") && isInterruptIgnored(),
                "a build in the background ignores it, and so do its processes");
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertTrue(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS));
        assertEquals(exitCode, process.exitValue());
        assertFalse(Files.exists(folder.resolve("killed.json")), "it has not come to its report");
        goesOn();
    }

    private boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(ignored, 16) & 1L << SIGINT - 1) != 0;
    }

    @ParameterizedTest
    @CsvSource({"pg_terminate_backend", "pg_cancel_backend"})
    void goesOnAfterItsConnectionHasEnded(String end) throws Exception {
        startAndStopInTheMiddle();
        databases.rows("SELECT " + end + "(pid) FROM pg_stat_activity WHERE " + SESSION);
        assertTrue(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS));
        assertEquals(ExitCode.ERROR, process.exitValue());
        String output = Files.readString(folder.resolve("output"));
        assertTrue(output.contains("Error: "), output);
        goesOn();
    }

    /** Starts a move, which the server has wait in the middle of a table: for a row that another session has inserted. */
    private void startAndStopInTheMiddle() throws SQLException, IOException {
        try (Statement statement = other.createStatement()) {
            statement.execute("SET application_name = 'other'");
            other.commit();
            statement.execute("SET search_path = " + databases.schema());
            statement.execute("SET session_replication_role = replica");
            statement.execute("INSERT INTO book VALUES (" + MIDDLE + ", 1, 'in the way')");
        }
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "move",
                        databases.file().toString(),
                        PostgresServer.get().url("postgres", "postgres"),
                        "--schema",
                        databases.schema(),
                        "--report",
                        folder.resolve("killed").toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output"))
                .start();
        await().atMost(LONG).until(() -> databases.rows(WAITS).equals(List.of("1")) || !process.isAlive());
        assertTrue(process.isAlive(), () -> "It has ended with " + process.exitValue());
        assertEquals(List.of("2|0|0"), counts(), "writer is complete, and nobody sees a part of book");
    }

    private List<String> counts() throws SQLException {
        return databases.rows(
                "SELECT (SELECT count(*) FROM writer), (SELECT count(*) FROM book), (SELECT count(*) FROM page)");
    }

    private void goesOn() throws Exception {
        other.rollback();
        // The server notices that the process has ended when it next looks at the connection.
        await().atMost(LONG)
                .until(() -> databases
                        .rows("SELECT count(*) FROM pg_stat_activity WHERE " + SESSION)
                        .equals(List.of("0")));
        assertEquals(List.of("2|0|0"), counts());

        Run again = databases.run(Main.commandLine(), "move");
        assertEquals(ExitCode.NOTHING_FOUND, again.exitCode(), again.output());
        assertEquals(Outcome.VERIFIED, again.report().outcome(), again.output());
        assertEquals(
                List.of("writer kept", "book copied", "page copied"),
                again.report().tables().stream()
                        .map(table -> table.table() + " " + table.state())
                        .toList());
        for (MoveReport.Table table : again.report().tables()) {
            assertEquals(table.sourceRows(), table.targetRows(), table.table());
            assertEquals(table.sourceHash(), table.targetHash(), table.table());
        }
        assertEquals(List.of("2|" + BOOKS + "|" + BOOKS), counts(), "nothing is doubled");
        assertEquals(List.of("" + BOOKS), databases.rows("SELECT count(DISTINCT id) FROM book"));
        assertEquals(List.of("" + (BOOKS + 1)), databases.rows("SELECT nextval('book_id_seq')"));
        assertEquals(List.of("null"), databases.rows("SELECT to_regclass('concurrency_safe_sqlite_move')"));
    }
}
