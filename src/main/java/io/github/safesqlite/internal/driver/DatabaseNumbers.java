// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

/**
 * A set of databases of a connection, by SQLite's numbers ({@code PRAGMA database_list}): 0 is the main one, 1 the temporary
 * one, the attached ones follow. Immutable.
 */
public record DatabaseNumbers(long bits) {
    static final DatabaseNumbers NONE = new DatabaseNumbers(0);

    /** Every one, the temporary one included. */
    static final DatabaseNumbers ALL = new DatabaseNumbers(-1);

    private static final int MAIN = 0;
    private static final int TEMPORARY = 1;

    static DatabaseNumbers of(int number) {
        // SQLite attaches 125 at most, and 10 unless it is compiled for more.
        return number < Long.SIZE ? new DatabaseNumbers(1L << number) : ALL;
    }

    DatabaseNumbers and(DatabaseNumbers others) {
        return others.bits == 0 ? this : new DatabaseNumbers(bits | others.bits);
    }

    boolean isEmpty() {
        return bits == 0;
    }

    /** Whether there is one that is not the temporary one. */
    boolean hasFiles() {
        return (bits & ~of(TEMPORARY).bits) != 0;
    }

    /** Whether the main database is one of them. */
    public boolean hasMain() {
        return has(MAIN);
    }

    /** Whether none of the attached databases is one of them. */
    public boolean hasNoneAttached() {
        return (bits & ~(of(MAIN).bits | of(TEMPORARY).bits)) == 0;
    }

    /** Whether that one is one of them. */
    public boolean has(int number) {
        return (bits & of(number).bits) != 0;
    }
}
