// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.report.MoveReport;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Compares the rows of both databases. */
@Command(
        name = "verify",
        description = "Compares all rows and sequences of both databases. Writes nothing to the target.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private MoveOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return finish(spec, options, MoveRun::verify);
    }

    /** Does some work with both databases, writes the report and shows it. */
    static int finish(CommandSpec spec, MoveOptions options, Work work) throws SQLException, IOException {
        MoveReport report;
        try (MoveRun run = MoveRun.open(options)) {
            report = work.on(run);
        }
        return finish(spec, options, report);
    }

    /** Writes the report and shows it. */
    static int finish(CommandSpec spec, MoveOptions options, MoveReport report) throws IOException {
        report.write(options.report);
        spec.commandLine().getOut().print(report.text());
        spec.commandLine().getOut().flush();
        return report.successful() ? ExitCode.NOTHING_FOUND : ExitCode.FINDINGS;
    }

    /** What is done with both databases. */
    interface Work {
        MoveReport on(MoveRun run) throws SQLException;
    }
}
