// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

/** The tables and triggers that a cut-over adds to the SQLite file for a while; nothing else reads or moves them. */
public final class OwnObjects {
    /** What their names begin with. */
    public static final String PREFIX = "concurrency_safe_sqlite_cutover";

    /** A condition in SQL that holds for them, for a column called {@code name}. */
    public static final String CONDITION = "substr(name, 1, " + PREFIX.length() + ") = '" + PREFIX + "'";

    private OwnObjects() {}
}
