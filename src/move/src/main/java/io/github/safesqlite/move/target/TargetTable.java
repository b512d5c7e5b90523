// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import io.github.safesqlite.move.source.Identifiers;
import java.util.List;

/**
 * A table of PostgreSQL.
 *
 * @param schema the schema it is in
 * @param name its name
 * @param table whether it is a table, and not a view or another thing with a name
 * @param columns its columns
 * @param primaryKey the columns of its primary key, empty without one
 * @param foreignKeys its references to other tables
 * @param uniqueKeys its unique indexes, the primary key included, without those of expressions or of some rows only
 * @param sequences the sequences that give its columns values
 * @param triggers its triggers and rules that run when rows are copied
 * @param unenforced its constraints that may not hold for the rows that are there
 * @param rowSecurity whether rows may be hidden from this user
 * @param writable whether this user may do all that a move does
 */
public record TargetTable(
        String schema,
        String name,
        boolean table,
        List<TargetColumn> columns,
        List<String> primaryKey,
        List<ForeignKey> foreignKeys,
        List<UniqueKey> uniqueKeys,
        List<TargetSequence> sequences,
        List<String> triggers,
        List<String> unenforced,
        boolean rowSecurity,
        boolean writable) {
    /** The quoted name with the schema. */
    public String qualifiedName() {
        return Identifiers.quote(schema) + "." + Identifiers.quote(name);
    }
}
