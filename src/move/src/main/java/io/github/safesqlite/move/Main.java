// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: a subcommand for each thing that the tool does. */
@Command(
        name = "concurrency-safe-sqlite-move",
        description = "Moves a SQLite database to PostgreSQL and proves that all of it has arrived.",
        mixinStandardHelpOptions = true,
        subcommands = {MoveCommand.class, VerifyCommand.class})
public final class Main {
    private Main() {}

    /** Runs the subcommand that the arguments name and exits with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the subcommand that the arguments name and returns its {@link ExitCode}. */
    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("Error: " + failure.getMessage());
                    return ExitCode.ERROR;
                })
                .execute(arguments);
    }
}
