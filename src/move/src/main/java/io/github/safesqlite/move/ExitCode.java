// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

/** What a command returns to the shell. */
public final class ExitCode {
    /** Everything is as it should be. */
    public static final int NOTHING_FOUND = 0;

    /** There are findings: values that do not fit, or rows that differ. */
    public static final int FINDINGS = 1;

    /** The command could not do its work. */
    public static final int ERROR = 2;

    private ExitCode() {}
}
