// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

/** SQLite's storage classes, with integers distinguished by the Java type that the driver returns for them. */
enum ValueKind {
    NULL("java.lang.Object"),
    INTEGER("java.lang.Integer"),
    LONG_INTEGER("java.lang.Long"),
    REAL("java.lang.Double"),
    TEXT("java.lang.String"),
    BLOB("java.lang.Object");

    private final String className;

    ValueKind(String className) {
        this.className = className;
    }

    /** What {@code ResultSetMetaData.getColumnClassName} says of such a value. */
    String className() {
        return className;
    }

    /** Whether it is a number, and not a text that looks like one. */
    boolean isNumber() {
        return this == INTEGER || this == LONG_INTEGER || this == REAL;
    }
}
