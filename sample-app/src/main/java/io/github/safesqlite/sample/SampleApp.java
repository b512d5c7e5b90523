// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample;

import io.github.safesqlite.sample.client.LoadCommand;
import io.github.safesqlite.sample.fork.WorkerCommand;
import io.github.safesqlite.sample.serve.ServeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the sample. */
@Command(
        name = "sample-app",
        description = "An application on one SQLite file, with and without concurrency-safe-sqlite.",
        mixinStandardHelpOptions = true,
        subcommands = {StressCommand.class, ServeCommand.class, LoadCommand.class, WorkerCommand.class})
public final class SampleApp implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit status. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, ready to execute; tests give it their own writers. */
    public static CommandLine commandLine() {
        return new CommandLine(new SampleApp()).setParameterExceptionHandler(SampleApp::explain);
    }

    private static int explain(ParameterException refused, String[] args) {
        CommandLine command = refused.getCommandLine();
        command.getErr().println(refused.getMessage());
        command.getErr().println("All options: " + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name a command. For example: stress --users 100 --seconds 10");
    }
}
