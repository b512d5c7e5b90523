// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

/** A transaction statement that every physical connection keeps prepared. */
public enum ControlStatement {
    BEGIN_DEFERRED("BEGIN DEFERRED"),
    BEGIN_IMMEDIATE("BEGIN IMMEDIATE"),
    BEGIN_EXCLUSIVE("BEGIN EXCLUSIVE"),
    COMMIT("COMMIT"),
    ROLLBACK("ROLLBACK");

    private final String sql;

    ControlStatement(String sql) {
        this.sql = sql;
    }

    /** The text that is sent. */
    public String sql() {
        return sql;
    }
}
