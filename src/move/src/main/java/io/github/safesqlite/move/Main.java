// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.portability.ReportCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: a subcommand for each thing that the tool does. */
@Command(
        name = "concurrency-safe-sqlite-move",
        description = "Moves a SQLite database to PostgreSQL and proves that all of it has arrived.",
        footer = {
            "",
            "Exit codes: 0 if nothing is wrong, 1 if there are findings, 2 if the command could not do its work."
        },
        mixinStandardHelpOptions = true,
        subcommands = {MoveCommand.class, VerifyCommand.class, CutoverCommand.class, ReportCommand.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs the subcommand that the arguments name and exits with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to execute; tests give it their own writers. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        // The version is in the manifest of the jar.
        commandLine
                .getCommandSpec()
                .version(String.valueOf(Main.class.getPackage().getImplementationVersion()));
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(failure -> ExitCode.ERROR)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("Error: " + failure.getMessage());
                    return ExitCode.ERROR;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name a command. For example: move app.db postgresql://app@localhost/app");
    }
}
