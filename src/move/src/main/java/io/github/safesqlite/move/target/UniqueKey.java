// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import java.util.List;

/**
 * Columns whose values are different in each row.
 *
 * @param name the name of the index
 * @param parts what is compared
 */
public record UniqueKey(String name, List<Part> parts) {
    /**
     * What is compared of a column.
     *
     * @param column its name
     * @param folded whether upper and lower case are equal
     */
    public record Part(String column, boolean folded) {}
}
