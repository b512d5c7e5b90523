// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import java.util.List;

/**
 * A reference of rows to rows of a table, which may be the same one.
 *
 * @param name the name of the constraint
 * @param columns the columns that refer
 * @param parent the table that is referred to
 * @param parentColumns its columns, in the order of the others
 * @param deferrable whether it can be checked at the end of a transaction
 * @param validated whether it holds for all rows, or for new ones only
 */
public record ForeignKey(
        String name,
        List<String> columns,
        String parent,
        List<String> parentColumns,
        boolean deferrable,
        boolean validated) {}
