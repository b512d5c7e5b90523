// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.Planner;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Catalog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all commands need to know: the databases, and how their values correspond. */
final class MoveOptions {
    @Parameters(index = "0", paramLabel = "SQLITE", description = "The SQLite file. Only cutover writes to it.")
    Path source;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description =
                    "postgresql://user@host:5432/database, with the tables that the application's migrations create."
                            + " The password is taken from PGPASSWORD or ~/.pgpass.")
    String target;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "The schema of the target, by default the current one.")
    String schema;

    @Option(
            names = "--exclude",
            paramLabel = "TABLE",
            split = ",",
            description = "Tables that are left out. Those of Flyway and Liquibase always are.")
    List<String> exclude = new ArrayList<>();

    @Mixin
    final DateArguments dates = new DateArguments();

    @Option(
            names = "--report",
            paramLabel = "NAME",
            defaultValue = "move-report",
            description = "The report is written to NAME.json and NAME.txt, by default ${DEFAULT-VALUE}.")
    Path report;

    /** The schema of the target in which the tables are. */
    String schemaOf(Connection connection) throws SQLException {
        String name = schema == null ? Catalog.currentSchema(connection) : schema;
        if (name == null) {
            throw new SQLException("The target has no current schema. Name one with --schema.");
        }
        return name;
    }

    /** What is moved; what is in the way is added to the findings. */
    MovePlan plan(SqliteSnapshot snapshot, Connection connection, String schemaName, Findings findings)
            throws SQLException {
        return new Planner(findings, dates.options(), exclude).plan(snapshot, new Catalog(connection, schemaName));
    }
}
