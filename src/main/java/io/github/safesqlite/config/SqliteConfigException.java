// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration with at least one problem. The message lists all of them, each with the option, its value and the fix. */
public final class SqliteConfigException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    SqliteConfigException(List<String> problems) {
        this(problems, null);
    }

    SqliteConfigException(List<String> problems, @Nullable Throwable cause) {
        super("Invalid configuration: " + String.join("; ", problems) + ".", cause);
        this.problems = List.copyOf(problems);
    }

    /** Every problem, as a clause that names the option, its value and the fix. */
    public List<String> problems() {
        return problems;
    }
}
