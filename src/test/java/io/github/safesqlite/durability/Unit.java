// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A way to write rows that must all be there or none. */
enum Unit {
    AUTOCOMMIT(1) {
        @Override
        void write(Connection connection, int worker, long number) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                parameters(insert, worker, number, 0);
                insert.executeUpdate();
            }
        }
    },
    TRANSACTION(3) {
        @Override
        void write(Connection connection, int worker, long number) throws SQLException {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (int part = 0; part < parts(); part++) {
                    parameters(insert, worker, number, part);
                    insert.executeUpdate();
                }
            }
            connection.commit();
        }
    },
    BATCH(5) {
        @Override
        void write(Connection connection, int worker, long number) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (int part = 0; part < parts(); part++) {
                    parameters(insert, worker, number, part);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    };

    private static final String INSERT =
            "insert into entry (worker, number, part, body) values (?, ?, ?, randomblob(300))";

    private final int parts;

    Unit(int parts) {
        this.parts = parts;
    }

    /** How many rows it writes. */
    int parts() {
        return parts;
    }

    /** Writes one; it is acknowledged when this returns. */
    abstract void write(Connection connection, int worker, long number) throws SQLException;

    /** The way of a worker, by its number. */
    static Unit of(int worker) {
        return values()[worker % values().length];
    }

    private static void parameters(PreparedStatement insert, int worker, long number, int part) throws SQLException {
        insert.setInt(1, worker);
        insert.setLong(2, number);
        insert.setInt(3, part);
    }
}
