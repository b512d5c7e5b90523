// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** The ways to write. Each unit of work adds one to the counter of its worker, by itself or with what else it does. */
enum Unit {
    AUTOCOMMIT(3) {
        @Override
        void write(DataSource source, int worker, long number) throws SQLException {
            try (Connection connection = source.getConnection()) {
                count(connection, worker);
            }
        }
    },
    /** Reads two balances and writes what it computed from them: a write in between would be lost. */
    TRANSFER(2) {
        @Override
        void write(DataSource source, int worker, long number) throws SQLException {
            int from = ThreadLocalRandom.current().nextInt(ACCOUNTS);
            int to = (from + 1 + ThreadLocalRandom.current().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                long debit = balance(connection, from) - 1;
                long credit = balance(connection, to) + 1;
                setBalance(connection, from, debit);
                setBalance(connection, to, credit);
                count(connection, worker);
                connection.commit();
            }
        }
    },
    /** Writes ten rows and drops old ones, all or nothing. */
    BATCH(1) {
        @Override
        void write(DataSource source, int worker, long number) throws SQLException {
            try (Connection connection = source.getConnection();
                    Statement batch = connection.createStatement()) {
                for (int part = 0; part < PARTS; part++) {
                    batch.addBatch("insert into entry (worker, number, body) values (" + worker + ", " + number
                            + ", randomblob(400))");
                }
                batch.addBatch("delete from entry where worker = " + worker + " and number <= " + (number - KEPT));
                batch.addBatch("update counter set n = n + 1 where worker = " + worker);
                batch.executeBatch();
            }
        }
    },
    RETURNING(1) {
        @Override
        void write(DataSource source, int worker, long number) throws SQLException {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "update counter set n = n + 1 where worker = " + worker + " returning n")) {
                assertTrue(row.next());
                assertEquals(number, row.getLong(1), "worker " + worker);
            }
        }
    },
    /** Writes through a second connection while the first one's transaction, which has only read, is open. */
    NESTED(1) {
        @Override
        void write(DataSource source, int worker, long number) throws SQLException {
            try (Connection outer = source.getConnection()) {
                outer.setAutoCommit(false);
                balance(outer, 0);
                try (Connection inner = source.getConnection();
                        Statement statement = inner.createStatement()) {
                    statement.executeUpdate("update audit set n = n + 1");
                }
                count(outer, worker);
                outer.commit();
            }
        }
    };

    static final int ACCOUNTS = 100;
    static final int PARTS = 10;
    static final int KEPT = 200;

    final int threads;

    Unit(int threads) {
        this.threads = threads;
    }

    /** Does number {@code number} of this worker, counted from 1. */
    abstract void write(DataSource source, int worker, long number) throws SQLException;

    private static void count(Connection connection, int worker) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update counter set n = n + 1 where worker = ?")) {
            update.setInt(1, worker);
            assertEquals(1, update.executeUpdate());
        }
    }

    private static long balance(Connection connection, int account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select balance from account where id = ?")) {
            select.setInt(1, account);
            try (ResultSet row = select.executeQuery()) {
                assertTrue(row.next());
                return row.getLong(1);
            }
        }
    }

    private static void setBalance(Connection connection, int account, long balance) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update account set balance = ? where id = ?")) {
            update.setLong(1, balance);
            update.setInt(2, account);
            assertEquals(1, update.executeUpdate());
        }
    }
}
