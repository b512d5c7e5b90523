// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.plan;

import java.util.List;

/**
 * All that is moved.
 *
 * @param groups the tables, parents before children; tables that refer to one another in a circle are in one group, and each group is
 *     copied in one transaction
 * @param notices what is left out, and what the user should know
 */
public record MovePlan(List<List<TablePlan>> groups, List<String> notices) {
    /** All tables in the order in which they are copied. */
    public List<TablePlan> tables() {
        return groups.stream().flatMap(List::stream).toList();
    }
}
