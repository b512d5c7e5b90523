// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

/** Runs a case on the driver and through a way in: it must show the same and leave the same content. */
abstract class SideBySide {
    private static final Setup SETUP = new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE);

    @TempDir
    Path folder;

    /** What is done with a database. */
    @FunctionalInterface
    protected interface OnDatabase {
        Object on(Database database) throws SQLException;
    }

    /** One case on one connection. */
    @FunctionalInterface
    protected interface Case extends OnDatabase {
        Object on(Connection connection, Statement statement) throws SQLException;

        @Override
        default Object on(Database database) throws SQLException {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                return on(connection, statement);
            }
        }
    }

    /** One case on two connections. */
    @FunctionalInterface
    protected interface Beside extends OnDatabase {
        Object on(Connection connection, Statement statement, Connection other, Statement elsewhere)
                throws SQLException;

        @Override
        default Object on(Database database) throws SQLException {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    Connection other = database.connect();
                    Statement elsewhere = other.createStatement()) {
                return on(connection, statement, other, elsewhere);
            }
        }
    }

    final void same(WayIn way, Case body) throws SQLException {
        same(way, (OnDatabase) body);
    }

    final void same(WayIn way, OnDatabase body) throws SQLException {
        Databases databases = new Databases(folder);
        assertEquals(outcome(WayIn.PLAIN_DRIVER, databases, body), outcome(way, databases, body));
    }

    private static String outcome(WayIn way, Databases databases, OnDatabase body) throws SQLException {
        try (Database database = databases.create(way, SETUP)) {
            Step.Action connected = world -> body.on(database);
            String shown = connected.observe(new World(way, database)).value();
            return shown + "\n" + Content.of(database);
        }
    }

    static String rows(ResultSet rows) throws SQLException {
        try (rows) {
            return Rows.read(rows, 100, Rows.Getter.OBJECT);
        }
    }

    /** Runs a case that says itself what is right. */
    final void run(WayIn way, Case body) throws SQLException {
        run(way, (OnDatabase) body);
    }

    final void run(WayIn way, OnDatabase body) throws SQLException {
        try (Database database = new Databases(folder).create(way, SETUP)) {
            body.on(database);
        }
    }
}
