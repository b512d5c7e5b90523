// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.target.Postgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/** A SQLite file, and a schema of its own in PostgreSQL. */
public final class Databases implements AutoCloseable {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final PostgresServer server = PostgresServer.get();
    private final String schema = "test_" + SCHEMAS.incrementAndGet();
    private final Path folder;
    private final Connection sqlite;
    private final Connection postgres;

    /** New databases, with the file in this folder. */
    public Databases(Path folder) throws SQLException {
        this.folder = folder;
        sqlite = DriverManager.getConnection("jdbc:sqlite:" + file());
        // A test needs no file that survives a power cut.
        sqlite("PRAGMA synchronous = OFF");
        postgres = Postgres.connect(server.url("postgres", "postgres"));
        postgres.setAutoCommit(true);
        postgres("CREATE SCHEMA " + schema, "SET search_path = " + schema);
    }

    /** The SQLite file. */
    public Path file() {
        return folder.resolve("app.db");
    }

    /** The name of the schema. */
    public String schema() {
        return schema;
    }

    /** The URL of the target. */
    public String target() {
        return server.url("postgres", "postgres");
    }

    /** A connection to the file. */
    public Connection sqlite() {
        return sqlite;
    }

    /** Runs statements in SQLite. */
    public void sqlite(String... statements) throws SQLException {
        run(sqlite, statements);
    }

    /** Runs statements in PostgreSQL. */
    public void postgres(String... statements) throws SQLException {
        run(postgres, statements);
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The rows of a query in PostgreSQL, as texts with a bar between the columns. */
    public List<String> rows(String sql) throws SQLException {
        List<String> list = new ArrayList<>();
        try (Statement statement = postgres.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    values.add(rows.getString(column));
                }
                list.add(String.join("|", values));
            }
        }
        return list;
    }

    /** Runs a command as the owner of the schema. */
    public Run run(CommandLine commandLine, String command, String... options) throws Exception {
        return runAs(commandLine, "postgres", "postgres", command, options);
    }

    /** Runs a command as a user, on a database. */
    public Run runAs(CommandLine commandLine, String user, String database, String command, String... options)
            throws Exception {
        Path name = folder.resolve("report");
        Files.deleteIfExists(folder.resolve("report.json"));
        List<String> arguments = new ArrayList<>(List.of(command, file().toString(), server.url(user, database)));
        arguments.addAll(List.of("--schema", schema, "--report", name.toString()));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(new String[0]));
        Path json = folder.resolve("report.json");
        MoveReport report = Files.exists(json) ? new JsonMapper().readValue(json.toFile(), MoveReport.class) : null;
        return new Run(exitCode, out + "" + err, report);
    }

    /**
     * What a command has done.
     *
     * @param exitCode its exit code
     * @param output what it has printed
     * @param report its report, null if it wrote none
     */
    public record Run(int exitCode, String output, MoveReport report) {}

    @Override
    public void close() throws SQLException {
        try (sqlite) {
            postgres("DROP SCHEMA " + schema + " CASCADE");
            postgres.close();
        }
    }
}
