// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.Planner;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Catalog;
import io.github.safesqlite.move.type.DateOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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

    @Option(
            names = "--integer-dates",
            paramLabel = "UNIT",
            defaultValue = "refused",
            description = "What whole numbers in columns of dates are: refused, seconds or milliseconds since 1970."
                    + " The SQLite driver writes milliseconds.")
    DateOptions.Numbers integerDates;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "The zone of times without one, such as UTC or Europe/Berlin, for columns that require a zone;"
                            + " and the zone in which whole numbers become local times, by default UTC.")
    ZoneId zone;

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
        DateOptions dates = new DateOptions(integerDates, zone);
        return new Planner(findings, dates, exclude).plan(snapshot, new Catalog(connection, schemaName));
    }
}
