// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.sql;

import java.util.Locale;

/**
 * A column of a table in SQLite. Immutable.
 *
 * @param name its name as it was declared
 * @param type its declared type, or an empty text
 * @param nullable whether it may contain NULL
 * @param keyPosition its place in the primary key, from 1, or 0
 */
public record Column(String name, String type, boolean nullable, int keyPosition) {
    /** How SQLite prefers to store values, by the rules of its documentation (datatype3, 3.1). */
    public enum Affinity {
        INTEGER,
        TEXT,
        BLOB,
        REAL,
        NUMERIC
    }

    /** Its affinity. */
    public Affinity affinity() {
        String upper = type.toUpperCase(Locale.ROOT);
        if (upper.contains("INT")) {
            return Affinity.INTEGER;
        }
        if (upper.contains("CHAR") || upper.contains("CLOB") || upper.contains("TEXT")) {
            return Affinity.TEXT;
        }
        if (upper.contains("BLOB") || upper.isEmpty()) {
            return Affinity.BLOB;
        }
        if (upper.contains("REAL") || upper.contains("FLOA") || upper.contains("DOUB")) {
            return Affinity.REAL;
        }
        return Affinity.NUMERIC;
    }

    /** Whether it is declared to contain truth values. */
    public boolean isBoolean() {
        return type.toUpperCase(Locale.ROOT).startsWith("BOOL");
    }

    /** Whether it is declared to contain dates or times. */
    public boolean isTemporal() {
        String upper = type.toUpperCase(Locale.ROOT);
        return upper.startsWith("DATE") || upper.startsWith("TIME");
    }

    /** Whether it is declared to contain numbers. */
    public boolean isNumeric() {
        return affinity() != Affinity.TEXT && affinity() != Affinity.BLOB && !isBoolean() && !isTemporal();
    }
}
