// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.report.MoveReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves an application that runs: copies, follows its changes, and stops its writers for the last ones only. */
@Command(
        name = "cutover",
        description = {
            "Moves all rows to PostgreSQL while the application goes on, and then closes the SQLite file to writes.",
            "Triggers in the SQLite file record which rows the application changes. They are removed at the end.",
            "After the command, start the application with its new configuration. --rollback undoes the cut-over."
        },
        mixinStandardHelpOptions = true)
final class CutoverCommand implements Callable<Integer> {
    @Mixin
    private MoveOptions options;

    @Mixin
    private CopyOptions copy;

    @Option(
            names = "--rollback",
            description = "Lets the SQLite file take writes again if the target has not changed since the cut-over,"
                    + " and removes what a cut-over has left that did not end.")
    private boolean rollback;

    @Option(
            names = "--hold",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "For how long the writers of the application are stopped at most, by default"
                    + " ${DEFAULT-VALUE}.")
    private double hold;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often to stop the writers if that time was not enough, by default ${DEFAULT-VALUE}.")
    private int attempts;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for a moment at which no connection writes, by default ${DEFAULT-VALUE}.")
    private double wait;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (hold <= 0 || attempts <= 0 || wait <= 0) {
            throw new IllegalArgumentException("--hold, --attempts and --wait must be more than 0.");
        }
        if (rollback && (copy.clear || copy.dryRun)) {
            throw new IllegalArgumentException("--rollback goes with neither --clear nor --dry-run.");
        }
        MoveReport report;
        if (rollback) {
            report = new Rollback(options, seconds(wait)).run();
        } else {
            CutoverSettings settings = new CutoverSettings(
                    copy.clear, copy.dryRun, attempts, seconds(hold), seconds(wait), System::nanoTime, new Console());
            try (CutoverRun run = CutoverRun.open(options, settings)) {
                report = run.run();
            }
        }
        return VerifyCommand.finish(spec, options, report);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * Duration.ofSeconds(1).toNanos()));
    }

    private void show(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    /** Shows the steps as they are made. */
    private final class Console implements Step.Listener {
        @Override
        public void reached(Step step) {
            show(step.described());
        }

        @Override
        public void wereStopped(Duration time) {
            show("The writers were stopped for " + time.toMillis() + " ms.");
        }
    }
}
