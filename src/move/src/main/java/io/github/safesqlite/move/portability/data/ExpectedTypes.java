// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.type.DateOptions;

/** Knows what a column is on PostgreSQL. */
@FunctionalInterface
public interface ExpectedTypes {
    /** What it is there. */
    Expected of(Table table, Column column);

    /** What the declared types stand for, where there is no target to ask. */
    static ExpectedTypes declared(DateOptions dates) {
        return (table, column) ->
                new Expected(DeclaredTypes.of(column, dates), DeclaredTypes.catalogName(column), false);
    }
}
