// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import picocli.CommandLine.Option;

/** What the commands that copy rows need to know beside {@link MoveOptions}. */
final class CopyOptions {
    @Option(names = "--clear", description = "Removes all rows from the tables of the target first.")
    boolean clear;

    @Option(
            names = "--dry-run",
            description = "Checks all rows and shows what would be done. Writes nothing to either database.")
    boolean dryRun;
}
