// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

/** How SQLite stores a value. */
enum StorageClass {
    INTEGER("an INTEGER"),
    REAL("a REAL"),
    TEXT("a TEXT"),
    BLOB("a BLOB");

    private final String described;

    StorageClass(String described) {
        this.described = described;
    }

    static StorageClass of(Object value) {
        if (value instanceof Long) {
            return INTEGER;
        }
        if (value instanceof Double) {
            return REAL;
        }
        return value instanceof byte[] ? BLOB : TEXT;
    }

    String described() {
        return described;
    }
}
