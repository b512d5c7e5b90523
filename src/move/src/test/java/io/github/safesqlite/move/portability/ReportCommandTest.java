// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command, from its arguments to its files and its exit code. */
class ReportCommandTest {
    @TempDir
    private Path directory;

    private Path database;
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void createDatabase() throws SQLException {
        database = directory.resolve("app.db");
        run("CREATE TABLE person(id BIGINT PRIMARY KEY, name TEXT NOT NULL)", "INSERT INTO person VALUES (1, 'Ann')");
    }

    @Test
    void findsNothing() throws IOException {
        Path script = script("SELECT name FROM person WHERE id = ?;");
        assertEquals(0, report("--statements", script.toString()));
        assertTrue(out.toString().endsWith("2 statements and 2 columns were looked at; 0 findings\n"), out.toString());
    }

    @Test
    void namesTheStatement() throws IOException {
        Path script = script("-- the first\nSELECT name FROM person;\n\nINSERT OR IGNORE INTO person VALUES (1, ';');");
        assertEquals(1, report("--statements", script.toString()));
        assertTrue(out.toString().contains("app.sql:4: INSERT OR IGNORE INTO person VALUES (1, ';')"), out.toString());
    }

    @Test
    void countsAllStatementsAndNamesSome() throws IOException {
        Path json = directory.resolve("report.json");
        Path script = script("SELECT ifnull(name, 'a') FROM person;\n".repeat(25));
        assertEquals(1, report("--statements", script.toString(), "--json", json.toString()));
        JsonNode finding = new ObjectMapper().readTree(json.toFile()).at("/statementFindings/0");
        assertEquals(25, finding.at("/count").asInt());
        assertEquals(20, finding.at("/examples").size());
        assertEquals(
                "app.sql:20: SELECT ifnull(name, 'a') FROM person",
                finding.at("/examples/19").asText());
    }

    @Test
    void namesTheViewAndTheTrigger() throws SQLException {
        run(
                "CREATE VIEW v AS SELECT ifnull(name, 'a') AS n FROM person",
                "CREATE TRIGGER g AFTER INSERT ON person BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END");
        assertEquals(1, report());
        assertTrue(out.toString().contains("view v: CREATE VIEW v"), out.toString());
        assertTrue(out.toString().contains("trigger g: CREATE TRIGGER g"), out.toString());
    }

    @Test
    void leavesOutWhatIsIgnored() throws IOException {
        Path script = script("INSERT OR IGNORE INTO person VALUES (1, 'a'); SELECT ifnull(name, 'a') FROM person");
        assertEquals(0, report("--statements", script.toString(), "--ignore", "insert-or,ifnull"));
    }

    @Test
    void writesJsonAndHtml() throws IOException, SQLException {
        run("CREATE TABLE n(id BIGINT PRIMARY KEY, c INTEGER)", "INSERT INTO n VALUES (5, '<b>')");
        Path json = directory.resolve("report.json");
        Path html = directory.resolve("report.html");
        assertEquals(1, report("--json", json.toString(), "--html", html.toString()));

        JsonNode report = new ObjectMapper().readTree(json.toFile());
        List<String> names = new ArrayList<>();
        report.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("file", "target", "statements", "statementFindings", "dataFindings", "columns"), names);
        assertEquals("value-type", report.at("/dataFindings/0/id").asText());
        assertEquals("n.c", report.at("/dataFindings/0/place").asText());
        assertEquals("id=5", report.at("/dataFindings/0/examples/0").asText());
        assertEquals(4, report.at("/columns").size());

        String page = Files.readString(html);
        assertTrue(page.contains("<code>value-type</code><br>n.c"), page);
        assertFalse(page.contains("<b>") || page.contains("src=") || page.contains("http"), page);
    }

    @Test
    void saysWhyThereIsNoReport() {
        database = directory.resolve("missing.db");
        assertEquals(2, report());
        assertTrue(out.toString().contains("There is no file"), out.toString());
        assertFalse(Files.exists(database));
    }

    private int report(String... arguments) {
        var command = new CommandLine(new ReportCommand());
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(failure.getMessage());
            return 2;
        });
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(database.toString());
        return command.execute(all.toArray(String[]::new));
    }

    private Path script(String text) throws IOException {
        return Files.writeString(directory.resolve("app.sql"), text);
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
