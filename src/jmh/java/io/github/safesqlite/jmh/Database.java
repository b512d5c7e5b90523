// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A fresh file of accounts that one {@link Peer} has open, and the units of work that the benchmarks measure. Each unit
 * opens and closes its connection, as a request does. Safe for use by multiple threads.
 */
@State(Scope.Benchmark)
public class Database {
    private static final int ACCOUNTS = 10_000;

    /** What a transaction does before it commits. */
    @FunctionalInterface
    interface Work {
        long on(Connection connection) throws SQLException;
    }

    /** Who opens the file. */
    @Param
    public Peer peer;

    private TemporaryFolder folder;
    private DataSource dataSource;

    /** Opens a fresh file and fills it. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        folder = new TemporaryFolder();
        dataSource = peer.open(folder.file("bench.db"));
        try (Connection connection = dataSource.getConnection()) {
            try (Statement create = connection.createStatement()) {
                create.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, owner TEXT NOT NULL,"
                        + " balance INTEGER NOT NULL)");
                create.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, account INTEGER NOT NULL,"
                        + " amount INTEGER NOT NULL)");
            }
            fill(connection);
        }
    }

    private static void fill(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO account (id, owner, balance) VALUES (?, ?, 0)")) {
            for (int id = 1; id <= ACCOUNTS; id++) {
                insert.setInt(1, id);
                insert.setString(2, "owner " + id);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** Closes the pool and deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        ((AutoCloseable) dataSource).close();
        folder.close();
    }

    /** Reads one account by its key, in autocommit. */
    String pointSelect() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return owner(connection, anyAccount());
        }
    }

    /** Reads an account, books an entry and updates the balance, in one transaction. */
    long smallTransaction() throws SQLException {
        int account = anyAccount();
        return inTransaction(connection -> {
            long balance = balance(connection, account) + 1;
            insertEntry(connection, account);
            setBalance(connection, account, balance);
            return balance;
        });
    }

    /** Reads a balance and writes it back plus one, in one transaction. */
    long readThenWrite(int account) throws SQLException {
        return inTransaction(connection -> {
            long balance = balance(connection, account) + 1;
            setBalance(connection, account, balance);
            return balance;
        });
    }

    /** Does {@code work} in a transaction that does not say whether it is going to write. Rolls back what fails. */
    long inTransaction(Work work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                long result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException failed) {
                rollBack(connection, failed);
                throw failed;
            }
        }
    }

    private static void rollBack(Connection connection, SQLException failed) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** Updates one balance, in autocommit. */
    int autocommitUpdate() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return setBalance(connection, anyAccount(), 1);
        }
    }

    /** Inserts one entry, in autocommit. */
    int autocommitInsert() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return insertEntry(connection, anyAccount());
        }
    }

    static String owner(Connection connection, int account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT owner FROM account WHERE id = ?")) {
            select.setInt(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    static long balance(Connection connection, int account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT balance FROM account WHERE id = ?")) {
            select.setInt(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static int setBalance(Connection connection, int account, long balance) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE account SET balance = ? WHERE id = ?")) {
            update.setLong(1, balance);
            update.setInt(2, account);
            return update.executeUpdate();
        }
    }

    private static int insertEntry(Connection connection, int account) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO entry (account, amount) VALUES (?, 1)")) {
            insert.setInt(1, account);
            return insert.executeUpdate();
        }
    }

    static int anyAccount() {
        return ThreadLocalRandom.current().nextInt(ACCOUNTS) + 1;
    }
}
