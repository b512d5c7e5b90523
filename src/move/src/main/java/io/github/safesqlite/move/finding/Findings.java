// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.finding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects findings, in bounded memory however many rows they concern. Not thread-safe. */
public final class Findings {
    /** How many keys are kept of one kind at one place. */
    public static final int MAXIMUM_KEYS = 100;

    private final Map<Place, Rows> found = new LinkedHashMap<>();

    /** Adds a finding that concerns a column, a table (column empty) or the database (both empty). */
    public void add(FindingKind kind, String table, String column, String message) {
        found.putIfAbsent(new Place(kind, table, column, message), new Rows());
    }

    /** Adds a row to the findings of this kind at this place; the message of the first one is kept. */
    public void addRow(FindingKind kind, String table, String column, String message, String key) {
        Rows rows = found.computeIfAbsent(new Place(kind, table, column, ""), place -> new Rows());
        if (rows.message.isEmpty()) {
            rows.message = message;
        }
        rows.count++;
        if (rows.keys.size() < MAXIMUM_KEYS) {
            rows.keys.add(key);
        }
    }

    /** Whether nothing was found. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found, in the order of the first occurrence. */
    public List<Finding> list() {
        List<Finding> list = new ArrayList<>();
        found.forEach((place, rows) -> list.add(new Finding(
                place.kind,
                place.table,
                place.column,
                place.message.isEmpty() ? rows.message : place.message,
                rows.count,
                List.copyOf(rows.keys))));
        return list;
    }

    private record Place(FindingKind kind, String table, String column, String message) {}

    private static final class Rows {
        private final List<String> keys = new ArrayList<>();
        private String message = "";
        private long count;
    }
}
