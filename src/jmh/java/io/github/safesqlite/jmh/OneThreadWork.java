// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Collections;
import javax.sql.DataSource;

/** What a program of one thread does with a database. Stateless; each run leaves the table as large as it was. */
public enum OneThreadWork {
    /** Selects one row by its key with one statement, each in a transaction of its own. */
    READS_AUTOCOMMIT {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                read(connection, MANY);
            }
        }
    },
    /** The same in one transaction. */
    READS_IN_TRANSACTION {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> read(connection, MANY));
        }
    },
    /** Gets a connection for each row. */
    READS_WITH_CHECKOUT {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            for (int i = 0; i < FEW; i++) {
                try (Connection connection = dataSource.getConnection()) {
                    read(connection, 1);
                }
            }
        }
    },
    /** Updates one row by its key with one statement, in one transaction. */
    UPDATES_IN_TRANSACTION {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> {
                try (PreparedStatement update = connection.prepareStatement("UPDATE t SET n = ? WHERE id = ?")) {
                    for (int i = 0; i < MANY; i++) {
                        update.setInt(1, i + round);
                        update.setInt(2, i % ROWS);
                        update.executeUpdate();
                    }
                }
            });
        }
    },
    /** Inserts by batches in one transaction, and deletes again. */
    BULK_IMPORT {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO u (n, text) VALUES (?, ?)")) {
                    for (int i = 0; i < MANY; i++) {
                        insert.setInt(1, i);
                        insert.setString(2, "text " + i);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
                execute(connection, "DELETE FROM u");
            });
        }
    },
    /** Inserts and asks for each key, in one transaction, and deletes again. */
    GENERATED_KEYS {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO u (n, text) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
                    for (int i = 0; i < FEW; i++) {
                        insert.setInt(1, i);
                        insert.setString(2, "text");
                        insert.executeUpdate();
                        try (ResultSet keys = insert.getGeneratedKeys()) {
                            keys.next();
                            keys.getLong(1);
                        }
                    }
                }
                execute(connection, "DELETE FROM u");
            });
        }
    },
    /** Creates tables with an index each, and drops them. */
    DDL {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> {
                for (int i = 0; i < TABLES; i++) {
                    execute(
                            connection,
                            "CREATE TABLE d" + i + " (id INTEGER PRIMARY KEY, name TEXT NOT NULL, n INTEGER)");
                    execute(connection, "CREATE INDEX d" + i + "_by_name ON d" + i + " (name)");
                }
                for (int i = 0; i < TABLES; i++) {
                    execute(connection, "DROP TABLE d" + i);
                }
            });
        }
    },
    /** Selects with texts that are all different. */
    TEXTS_SELECTED {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                for (int i = 0; i < FEW; i++) {
                    String different = "SELECT text FROM t WHERE id = " + i + " AND n <> -" + (round * FEW + i);
                    try (ResultSet row = statement.executeQuery(different)) {
                        row.next();
                    }
                }
            }
        }
    },
    /** Updates with texts that are all different, in one transaction. */
    TEXTS_UPDATED {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> {
                try (Statement statement = connection.createStatement()) {
                    for (int i = 0; i < FEW; i++) {
                        statement.executeUpdate("UPDATE t SET n = " + (round * FEW + i) + " WHERE id = " + i);
                    }
                }
            });
        }
    },
    /** A batch of texts that are all different, in one transaction. */
    TEXTS_IN_BATCH {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> {
                try (Statement statement = connection.createStatement()) {
                    for (int i = 0; i < FEW; i++) {
                        statement.addBatch("UPDATE t SET n = " + (round * FEW + i) + " WHERE id = " + i);
                    }
                    statement.executeBatch();
                }
            });
        }
    },
    /** Inserts or updates one row and reads the result of RETURNING, each in a transaction of its own. */
    UPSERTS_RETURNING {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement upsert =
                            connection.prepareStatement("INSERT INTO t (id, n, text) VALUES (?, ?, '')"
                                    + " ON CONFLICT (id) DO UPDATE SET n = excluded.n RETURNING n")) {
                for (int i = 0; i < FEW; i++) {
                    upsert.setInt(1, i);
                    upsert.setInt(2, i + round);
                    try (ResultSet row = upsert.executeQuery()) {
                        row.next();
                        row.getInt(1);
                    }
                }
            }
        }
    },
    /** Gets a connection, reads one row, updates it and commits. */
    SMALL_TRANSACTIONS {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            for (int i = 0; i < FEW; i++) {
                int id = i;
                inTransaction(dataSource, connection -> {
                    read(connection, 1);
                    try (PreparedStatement update = connection.prepareStatement("UPDATE t SET n = ? WHERE id = ?")) {
                        update.setInt(1, round);
                        update.setInt(2, id);
                        update.executeUpdate();
                    }
                });
            }
        }
    },
    /** Updates one row, each in a transaction of its own. */
    UPDATES_AUTOCOMMIT {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement update = connection.prepareStatement("UPDATE t SET n = ? WHERE id = ?")) {
                for (int i = 0; i < FEW; i++) {
                    update.setInt(1, round);
                    update.setInt(2, i);
                    update.executeUpdate();
                }
            }
        }
    },
    /** Reads all rows of the table. */
    SCAN {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT id, n, text FROM t")) {
                while (rows.next()) {
                    rows.getLong(1);
                    rows.getInt(2);
                    rows.getString("text");
                }
            }
        }
    },
    /** Updates within savepoints, in one transaction. */
    SAVEPOINTS {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            inTransaction(dataSource, connection -> {
                try (PreparedStatement update = connection.prepareStatement("UPDATE t SET n = ? WHERE id = ?")) {
                    for (int i = 0; i < FEW; i++) {
                        Savepoint savepoint = connection.setSavepoint();
                        update.setInt(1, round);
                        update.setInt(2, i);
                        update.executeUpdate();
                        connection.releaseSavepoint(savepoint);
                    }
                }
            });
        }
    },
    /** Selects with a hundred parameters. */
    HUNDRED_PARAMETERS {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            String markers = String.join(", ", Collections.nCopies(100, "?"));
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement select =
                            connection.prepareStatement("SELECT count(*) FROM t WHERE id IN (" + markers + ")")) {
                for (int i = 0; i < FEW; i++) {
                    for (int parameter = 1; parameter <= 100; parameter++) {
                        select.setInt(parameter, (i + parameter) % ROWS);
                    }
                    try (ResultSet row = select.executeQuery()) {
                        row.next();
                    }
                }
            }
        }
    },
    /** Writes and reads values of 10 KB, in one transaction. */
    BLOBS {
        @Override
        void run(DataSource dataSource, int round) throws SQLException {
            byte[] value = new byte[10_000];
            inTransaction(dataSource, connection -> {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO u (n, text) VALUES (?, ?)");
                        PreparedStatement select = connection.prepareStatement("SELECT text FROM u WHERE id = ?")) {
                    for (int i = 1; i <= TABLES; i++) {
                        insert.setInt(1, i);
                        insert.setBytes(2, value);
                        insert.executeUpdate();
                        select.setInt(1, i);
                        try (ResultSet row = select.executeQuery()) {
                            row.next();
                            row.getBytes(1);
                        }
                    }
                }
                execute(connection, "DELETE FROM u");
            });
        }
    };

    static final int ROWS = 1_000;
    private static final int MANY = 1_000;
    private static final int FEW = 200;
    private static final int TABLES = 20;

    /** Something to do in a transaction. */
    @FunctionalInterface
    private interface Part {
        void run(Connection connection) throws SQLException;
    }

    /** Does it once; {@code round} differs from call to call. */
    abstract void run(DataSource dataSource, int round) throws SQLException;

    /** Creates what it works on. */
    static void create(DataSource dataSource) throws SQLException {
        inTransaction(dataSource, connection -> {
            execute(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, text TEXT NOT NULL)");
            execute(connection, "CREATE TABLE u (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, text TEXT NOT NULL)");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
                for (int i = 0; i < ROWS; i++) {
                    insert.setInt(1, i);
                    insert.setInt(2, i);
                    insert.setString(3, "text " + i);
                    insert.executeUpdate();
                }
            }
        });
    }

    private static void inTransaction(DataSource dataSource, Part part) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            part.run(connection);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static void read(Connection connection, int times) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT n, text FROM t WHERE id = ?")) {
            for (int i = 0; i < times; i++) {
                select.setInt(1, i % ROWS);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    row.getInt(1);
                    row.getString(2);
                }
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
