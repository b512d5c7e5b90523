// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.config.BeginMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

/** Runs a case on the driver and through a way in: it must show the same and leave the same content. */
abstract class SideBySide {
    @TempDir
    Path folder;

    /** One case on one connection. */
    @FunctionalInterface
    protected interface Case {
        Object on(Connection connection, Statement statement) throws SQLException;
    }

    final void same(Way way, Case body) throws SQLException {
        Databases databases = new Databases(folder);
        assertEquals(outcome(Way.DRIVER, databases, body), outcome(way, databases, body));
    }

    private static String outcome(Way way, Databases databases, Case body) throws SQLException {
        try (Database database = databases.create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE))) {
            Step.Action connected = world -> {
                try (Connection connection = database.connect();
                        Statement statement = connection.createStatement()) {
                    return body.on(connection, statement);
                }
            };
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
    final void run(Way way, Case body) throws SQLException {
        try (Database database = new Databases(folder).create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE));
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            body.on(connection, statement);
        }
    }
}
