// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The database of a history: lists under small keys, a counter, and the log of changes that triggers write. */
final class Store {
    /** The lists have the keys below this. */
    static final int KEYS = 8;

    static final int COUNTER = 99;

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE list (k INTEGER PRIMARY KEY, v TEXT NOT NULL)",
            "CREATE TABLE counter (k INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
            "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, k, v TEXT, gone TEXT)",
            "CREATE TRIGGER list_insert AFTER INSERT ON list"
                    + " BEGIN INSERT INTO log (k, v) VALUES (new.k, new.v); END",
            "CREATE TRIGGER list_update AFTER UPDATE ON list"
                    + " BEGIN INSERT INTO log (k, v) VALUES (new.k, new.v); END",
            "CREATE TRIGGER list_delete AFTER DELETE ON list"
                    + " BEGIN INSERT INTO log (k, gone) VALUES (old.k, old.v); END",
            "CREATE TRIGGER counter_insert AFTER INSERT ON counter"
                    + " BEGIN INSERT INTO log (k, v) VALUES (new.k, new.n); END",
            "CREATE TRIGGER counter_update AFTER UPDATE ON counter"
                    + " BEGIN INSERT INTO log (k, v) VALUES (new.k, new.n); END");

    private Store() {}

    /** Creates it, with every second key; gives the transaction that did so. */
    static Recorded create(Path file) throws SQLException {
        List<Operation> writes = new ArrayList<>();
        try (Connection connection = Sql.plain(file, "journal_mode=WAL")) {
            Sql.run(connection, "BEGIN IMMEDIATE");
            for (String sql : SCHEMA) {
                Sql.run(connection, sql);
            }
            Sql.run(connection, "INSERT INTO counter VALUES (" + COUNTER + ", 0)");
            writes.add(new Operation.Write(COUNTER, "0"));
            for (int key = 0; key < KEYS; key += 2) {
                Sql.run(connection, "INSERT INTO list VALUES (" + key + ", 'x" + key + "')");
                writes.add(new Operation.Write(key, "x" + key));
            }
            Sql.run(connection, "COMMIT");
        }
        return new Recorded("setup", -2, -1, writes, Outcome.COMMITTED, null);
    }

    /** The log of changes. */
    static List<History.Change> log(Path file) throws SQLException {
        List<History.Change> log = new ArrayList<>();
        try (Connection connection = Sql.patient(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT k, v, gone FROM log ORDER BY id")) {
            while (rows.next()) {
                log.add(new History.Change(rows.getInt(1), rows.getString(2), rows.getString(3)));
            }
        }
        return log;
    }
}
