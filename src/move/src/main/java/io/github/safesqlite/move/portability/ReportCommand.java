// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability;

import io.github.safesqlite.move.DateArguments;
import io.github.safesqlite.move.ExitCode;
import io.github.safesqlite.move.portability.check.PortabilityReport;
import io.github.safesqlite.move.portability.check.ReportOptions;
import io.github.safesqlite.move.portability.output.HtmlReport;
import io.github.safesqlite.move.portability.output.JsonReport;
import io.github.safesqlite.move.portability.output.TextReport;
import io.github.safesqlite.move.portability.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what will break on PostgreSQL. */
@Command(
        name = "report",
        description = "Says which statements and rows will break on PostgreSQL. Changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing was found", "1:something was found", "2:the report could not be made"})
public final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The SQLite database.")
    private Path file;

    @Option(
            names = "--statements",
            paramLabel = "FILE",
            description =
                    "A script with the statements of the application, with a semicolon behind each. May be repeated.")
    private List<Path> scripts = List.of();

    @Option(
            names = "--target",
            paramLabel = "URL",
            description =
                    "A database on PostgreSQL with the schema of the application, such as postgresql://user@host/database."
                            + " It prepares the statements, and its types are those that the rows must fit.")
    private String target;

    @Option(names = "--schema", paramLabel = "NAME", description = "The schema of the target with the tables.")
    private String schema;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as one page.")
    private Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON.")
    private Path json;

    @Option(
            names = "--ignore",
            paramLabel = "ID",
            split = ",",
            description = "Leave these findings out, because the application is prepared for them.")
    private Set<String> ignored = Set.of();

    @Mixin
    private DateArguments dates;

    @Override
    public Integer call() throws SQLException, IOException {
        List<Statement> statements = new ArrayList<>();
        for (Path script : scripts) {
            statements.addAll(Statement.script(
                    Files.readString(script), script.getFileName().toString()));
        }
        var options =
                new ReportOptions(Optional.ofNullable(target), Optional.ofNullable(schema), dates.options(), ignored);
        PortabilityReport report = PortabilityReport.of(file, statements, options);
        if (html != null) {
            Files.writeString(html, HtmlReport.of(report));
        }
        if (json != null) {
            Files.writeString(json, JsonReport.of(report));
        }
        spec.commandLine().getOut().print(TextReport.of(report));
        spec.commandLine().getOut().flush();
        return report.hasFindings() ? ExitCode.FINDINGS : ExitCode.NOTHING_FOUND;
    }
}
