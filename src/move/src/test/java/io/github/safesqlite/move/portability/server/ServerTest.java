// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.move.portability.check.PortabilityReport;
import io.github.safesqlite.move.portability.check.ReportOptions;
import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.PostgresServer;
import io.github.safesqlite.move.type.DateOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report with a server that has the schema of the application. */
class ServerTest {
    @TempDir
    Path folder;

    private Databases databases;

    @BeforeEach
    void open() throws SQLException {
        databases = new Databases(folder);
        databases.sqlite("CREATE TABLE person(id BIGINT PRIMARY KEY, name TEXT, active BOOLEAN)");
        databases.postgres("CREATE TABLE person(id bigint PRIMARY KEY, name varchar(5) NOT NULL, active boolean)");
    }

    @AfterEach
    void close() throws SQLException {
        if (databases != null) {
            databases.close();
        }
    }

    @Test
    void refusesWhatTheServerCannotPrepare() throws SQLException {
        assertEquals(
                List.of("PostgreSQL refuses the statement: operator does not exist: boolean = integer (42883)"),
                refusals("SELECT id FROM person WHERE active = 1"));
        assertEquals(
                List.of("PostgreSQL refuses the statement: column \"nick\" does not exist (42703)"),
                refusals("UPDATE person SET name = ? WHERE nick = ?"));
    }

    @Test
    void takesWhatTheServerCanPrepare() throws SQLException {
        assertEquals(
                List.of(),
                refusals(
                        "SELECT id FROM person WHERE name = ? AND active ORDER BY 1 -- ?",
                        "INSERT INTO person(id, name) VALUES (?, '?') ON CONFLICT (id) DO NOTHING",
                        "SELECT id FROM person WHERE id = :id OR id = :id + ?",
                        "DELETE FROM person WHERE name = \"name\" AND id = ?",
                        "COMMIT"));
    }

    /** A parameter has one type: a name or number that comes twice cannot be compared with a number and a text. */
    @Test
    void parametersOfOneNameAreOne() throws SQLException {
        List<String> ofTwoTypes =
                List.of("PostgreSQL refuses the statement: operator does not exist: text = bigint (42883)");
        assertEquals(ofTwoTypes, refusals("SELECT id FROM person WHERE id = :a AND CAST(name AS text) = :a"));
        assertEquals(
                ofTwoTypes, refusals("SELECT id FROM person WHERE id = ?2 AND CAST(name AS text) = ?2 AND ?1 = 1"));
        assertEquals(
                List.of(),
                refusals(
                        "SELECT id FROM person WHERE id = :a AND name = :b",
                        "SELECT id FROM person WHERE id = ?1 AND name = ?2",
                        "SELECT id FROM person WHERE id = ? AND name = ? AND active = ?",
                        "SELECT id FROM person WHERE id = :a AND name = ? AND active = :b AND id > :a"));
    }

    @Test
    void executesNothing() throws SQLException {
        databases.postgres("INSERT INTO person VALUES (1, 'Ann', true)");
        assertEquals(List.of(), refusals("DELETE FROM person"));
        assertEquals(List.of("1"), databases.rows("SELECT count(*) FROM person"));
    }

    @Test
    void rowsMustFitTheTypesOfTheTarget() throws SQLException {
        databases.sqlite("INSERT INTO person VALUES (1, 'Ann', 1), (2, 'Bernhard', 0), (3, NULL, 1)");
        List<Finding> found = report().dataFindings();
        assertEquals(
                List.of("too-long", "null-value"),
                found.stream().map(Finding::id).toList());
        assertEquals(List.of("id=2"), found.get(0).examples());
        assertEquals(List.of("id=3"), found.get(1).examples());
    }

    @Test
    void namesWhatTheTargetDoesNotHave() throws SQLException {
        databases.sqlite("CREATE TABLE visit(id BIGINT)", "ALTER TABLE person ADD COLUMN nick TEXT");
        List<Finding> found = report().dataFindings();
        assertEquals(List.of("missing-column"), found.stream().map(Finding::id).toList());
        assertEquals(
                List.of("column person.nick", "table visit"),
                found.get(0).examples().stream().sorted().toList());
    }

    @Test
    void showsNoPassword() throws SQLException {
        String shown = PortabilityReport.of(databases.file(), List.of(), options("secret"))
                .target();
        assertTrue(shown.contains("postgres@") && !shown.contains("secret"), shown);
    }

    private List<String> refusals(String... statements) throws SQLException {
        return report(statements).statementFindings().stream()
                .filter(finding -> finding.id().equals("refused"))
                .map(Finding::difference)
                .toList();
    }

    private PortabilityReport report(String... statements) throws SQLException {
        List<Statement> list = List.of(statements).stream()
                .map(sql -> Statement.of(sql, "test"))
                .toList();
        return PortabilityReport.of(databases.file(), list, options("any"));
    }

    private ReportOptions options(String password) {
        String url = PostgresServer.get().url("postgres:" + password, "postgres");
        return new ReportOptions(Optional.of(url), Optional.of(databases.schema()), DateOptions.STRICT, Set.of());
    }
}
