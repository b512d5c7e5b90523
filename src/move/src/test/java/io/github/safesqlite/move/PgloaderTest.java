// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.move.finding.Finding;
import io.github.safesqlite.move.target.Postgres;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import io.github.safesqlite.move.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What pgloader makes of values that this tool refuses, or keeps: the second opinion in docs/outgrowing.md. Skipped where pgloader
 * is not installed.
 */
class PgloaderTest {
    private static final Path PGLOADER = Path.of("/usr/bin/pgloader");
    private static final String LOST = "(no row)";

    @TempDir
    Path folder;

    /**
     * A value.
     *
     * @param declared the type of its column in SQLite, which pgloader translates
     * @param value the value as SQL
     * @param loaded what is in PostgreSQL after pgloader
     * @param type the type of its column in the target of a move
     * @param refused whether the move refuses it; else it arrives as it is
     */
    private record Value(String declared, String value, String loaded, String type, boolean refused) {}

    private static final List<Value> VALUES = List.of(
            new Value("real", "0.1 + 0.2", "0.3", "double precision", false),
            new Value("real", "16777217.0", "1.6777216e+07", "real", true),
            new Value("real", "1e300", LOST, "real", true),
            new Value("double", "9e999", LOST, "double precision", false),
            new Value("integer", "9223372036854775807", LOST, "bigint", false),
            new Value("integer", "'abc'", LOST, "bigint", true),
            new Value("numeric(10,2)", "12.345", "12.35", "numeric(10,2)", true),
            new Value("boolean", "'true'", "t", "boolean", true),
            new Value("boolean", "2", LOST, "boolean", true),
            new Value("date", "'30.11.2026'", LOST, "date", true),
            new Value("timestamp", "'2026-11-30T12:00:00+05:30'", "2026-11-30 12:00:00", "timestamp", true),
            new Value("timestamp", "1764504000000", LOST, "timestamp", true),
            new Value("text", "'a' || char(0) || 'b'", "a", "text", true),
            new Value("text", "CAST(x'ff' AS TEXT)", LOST, "text", true),
            new Value("blob", "'text'", "\\xb5ec6d", "bytea", true),
            new Value("varchar(5)", "'longer than five'", "longer than five", "varchar(5)", true));

    @Test
    void compare() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PGLOADER), PGLOADER + " is not installed");
        try (Databases databases = new Databases(folder)) {
            for (int i = 0; i < VALUES.size(); i++) {
                Value value = VALUES.get(i);
                databases.sqlite(
                        "CREATE TABLE v" + i + " (id INTEGER PRIMARY KEY, v " + value.declared() + ")",
                        "INSERT INTO v" + i + " VALUES (1, " + value.value() + ")");
                databases.postgres("CREATE TABLE v" + i + " (id bigint PRIMARY KEY, v " + value.type() + ")");
            }
            List<String> loaded = load(databases);
            Run run = databases.run(Main.commandLine(), "move", "--dry-run");
            List<String> refused =
                    run.report().findings().stream().map(Finding::table).collect(Collectors.toList());
            for (int i = 0; i < VALUES.size(); i++) {
                Value value = VALUES.get(i);
                assertEquals(value.loaded(), loaded.get(i), () -> "pgloader: " + value);
                assertEquals(value.refused(), refused.contains("v" + i), () -> value + "\n" + run.output());
            }
        }
    }

    /** A sequence of an empty table, a row without its parent, a generated column. */
    @Test
    void whatIsNoValue() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PGLOADER), PGLOADER + " is not installed");
        try (Databases databases = new Databases(folder)) {
            databases.sqlite(
                    "CREATE TABLE numbered (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE UNIQUE)",
                    "INSERT INTO numbered VALUES (41, 'gone')",
                    "DELETE FROM numbered",
                    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES numbered(id))",
                    "INSERT INTO child VALUES (1, 99)",
                    "CREATE TABLE twice (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) STORED)",
                    "CREATE VIEW looked AS SELECT * FROM child");
            try (Connection postgres = loadedBy(databases, "whole");
                    Statement statement = postgres.createStatement()) {
                // SQLite would go on with 42.
                assertEquals("2", only(statement, "SELECT nextval('numbered_id_seq')"));
                statement.execute("INSERT INTO numbered VALUES (3, 'Ada'), (4, 'ADA')");
                assertEquals("1", only(statement, "SELECT count(*) FROM child"));
                assertEquals("0", only(statement, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"));
                assertEquals(
                        "a",
                        only(
                                statement,
                                "SELECT string_agg(column_name, ',') FROM information_schema.columns"
                                        + " WHERE table_name = 'twice'"));
                assertEquals("0", only(statement, "SELECT count(*) FROM pg_views WHERE viewname = 'looked'"));
            }
        }
    }

    private List<String> load(Databases databases) throws Exception {
        List<String> loaded = new ArrayList<>();
        try (Connection postgres = loadedBy(databases, "values");
                Statement statement = postgres.createStatement()) {
            for (int i = 0; i < VALUES.size(); i++) {
                loaded.add(only(statement, "SELECT v FROM v" + i));
            }
        }
        return loaded;
    }

    /** A database that pgloader has filled. It says that it was successful, whatever it left out. */
    private Connection loadedBy(Databases databases, String name) throws Exception {
        String database = "pgloader_" + name;
        databases.postgres("CREATE DATABASE " + database);
        String url = PostgresServer.get().url("postgres", database);
        Process pgloader = new ProcessBuilder(
                        PGLOADER.toString(), databases.file().toString(), url)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgloader.log").toFile())
                .start();
        assertEquals(0, pgloader.waitFor(), () -> "see pgloader.log");
        return Postgres.connect(url);
    }

    private static String only(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : LOST;
        }
    }
}
