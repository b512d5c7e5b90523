// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Copies all rows to PostgreSQL and verifies them. */
@Command(
        name = "move",
        description = {
            "Checks that all rows fit, copies them to PostgreSQL, and verifies them.",
            "After a failure, the same command goes on after the tables that are complete."
        },
        mixinStandardHelpOptions = true)
final class MoveCommand implements Callable<Integer> {
    @Mixin
    private MoveOptions options;

    @Mixin
    private CopyOptions copy;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return VerifyCommand.finish(spec, options, run -> run.move(copy.clear, copy.dryRun));
    }
}
