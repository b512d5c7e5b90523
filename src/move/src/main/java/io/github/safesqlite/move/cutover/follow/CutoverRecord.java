// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import io.github.safesqlite.move.source.Identifiers;
import io.github.safesqlite.move.source.OwnObjects;
import io.github.safesqlite.move.target.Catalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Up to which change the target has all rows: a table in the target, written in the transaction that writes the rows. Not
 * thread-safe.
 */
public final class CutoverRecord {
    private final Connection target;
    private final String name;

    /** The record in a schema of the target. */
    public CutoverRecord(Connection target, String schema) {
        this.target = target;
        name = Identifiers.quote(schema) + "." + OwnObjects.PREFIX;
    }

    /** The number of the last change that was applied in this cut-over, -1 if the target has another state. */
    public long applied(String cutover) throws SQLException {
        if (!Catalog.exists(target, name)) {
            return -1;
        }
        try (PreparedStatement query = target.prepareStatement("SELECT applied FROM " + name + " WHERE cutover = ?")) {
            query.setString(1, cutover);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }

    /** Begins a record after all rows were copied. */
    public void begin(String cutover) throws SQLException {
        drop();
        execute("CREATE TABLE " + name + " (cutover text PRIMARY KEY, applied bigint NOT NULL)");
        try (PreparedStatement insert = target.prepareStatement("INSERT INTO " + name + " VALUES (?, 0)")) {
            insert.setString(1, cutover);
            insert.executeUpdate();
        }
    }

    /** Notes that all changes up to this one are applied. */
    void advance(long applied) throws SQLException {
        execute("UPDATE " + name + " SET applied = " + applied);
    }

    /** Removes the record. */
    public void drop() throws SQLException {
        execute("DROP TABLE IF EXISTS " + name);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = target.createStatement()) {
            statement.execute(sql);
        }
    }
}
