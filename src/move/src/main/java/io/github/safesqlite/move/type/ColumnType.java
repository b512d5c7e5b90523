// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

/** Converts the values of a column. Thread-safe. */
public interface ColumnType {
    /**
     * The canonical text of a value of SQLite. PostgreSQL reads it as the same value.
     *
     * @param value a {@link Long}, {@link Double}, {@link String}, {@code byte[]}, or {@link InvalidText}; never null
     * @throws Misfit if the column cannot keep the value as it is
     */
    String fromSource(Object value) throws Misfit;

    /** The canonical text of a value as PostgreSQL shows it. */
    default String fromTarget(String shown) {
        return shown;
    }
}
