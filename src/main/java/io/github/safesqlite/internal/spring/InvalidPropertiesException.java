// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import java.io.Serial;
import java.util.List;

/** Properties of the application with at least one problem. The message lists all of them, each with the property. */
final class InvalidPropertiesException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    InvalidPropertiesException(List<String> problems, Throwable cause) {
        super("Invalid configuration: " + String.join("; ", problems) + ".", cause);
        this.problems = List.copyOf(problems);
    }

    /** Every problem, with the properties that set it. */
    List<String> problems() {
        return problems;
    }
}
