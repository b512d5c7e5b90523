// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.util.List;

/**
 * What the self-check of a DataSource found: something in the library that must not be so and does not pass. Immutable.
 *
 * @param poolName the option poolName
 * @param violations what is wrong, a sentence each
 */
public record SelfCheckReport(String poolName, List<String> violations) {
    /** Copies the list. */
    public SelfCheckReport {
        violations = List.copyOf(violations);
    }
}
