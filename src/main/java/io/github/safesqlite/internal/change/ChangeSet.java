// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.change;

import io.github.safesqlite.change.Changes;
import io.github.safesqlite.change.TableChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was changed, in bounded memory: beyond so many rows only their table is known, and beyond so many tables only that any may
 * have changed. Not thread-safe.
 */
public final class ChangeSet {
    static final int MOST_ROWS = 1000;
    static final int MOST_TABLES = 1000;

    /** The rows of each table; null if they are not known. */
    private final Map<String, @Nullable Set<Long>> tables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private int rows;
    private boolean schema;
    private boolean anyTable;

    /** This row of this table was changed. */
    public void row(String table, long rowId) {
        Set<Long> known = tables.get(table);
        if (known == null) {
            if (tables.containsKey(table) || !isRoomFor(table)) {
                return;
            }
            known = new HashSet<>();
            tables.put(table, known);
        }
        if (known.add(rowId) && ++rows > MOST_ROWS) {
            table(table);
        }
    }

    /** Some rows of this table were changed. */
    public void table(String table) {
        if (isRoomFor(table)) {
            Set<Long> known = tables.put(table, null);
            rows -= known == null ? 0 : known.size();
        }
    }

    private boolean isRoomFor(String table) {
        if (tables.size() >= MOST_TABLES && !tables.containsKey(table)) {
            anyTable();
        }
        return !anyTable;
    }

    /** The schema was changed. */
    public void schema() {
        schema = true;
    }

    /** Any table may have been changed. */
    public void anyTable() {
        anyTable = true;
        tables.clear();
        rows = 0;
    }

    /** All that the other one has. */
    public void add(ChangeSet other) {
        schema |= other.schema;
        if (other.anyTable) {
            anyTable();
        }
        other.tables.forEach(this::add);
    }

    private void add(String table, @Nullable Set<Long> rowIds) {
        if (rowIds == null) {
            table(table);
        } else {
            rowIds.forEach(rowId -> row(table, rowId));
        }
    }

    /** Whether nothing was changed. */
    public boolean isEmpty() {
        return tables.isEmpty() && !schema && !anyTable;
    }

    /** Whether it has this table. */
    public boolean has(String table) {
        return tables.containsKey(table);
    }

    /** What of it concerns these tables; no tables are all. */
    ChangeSet of(Set<String> wanted) {
        ChangeSet part = new ChangeSet();
        part.schema = schema;
        if (anyTable) {
            part.anyTable();
        }
        tables.forEach((table, rowIds) -> {
            if (wanted.isEmpty() || wanted.contains(table)) {
                part.add(table, rowIds);
            }
        });
        return part;
    }

    /** As subscribers get it. */
    Changes told(long commits) {
        List<TableChange> told = new ArrayList<>(tables.size());
        tables.forEach((table, rowIds) ->
                told.add(new TableChange(table, rowIds != null, rowIds == null ? Set.of() : rowIds)));
        return new Changes(commits, told, schema, anyTable);
    }
}
