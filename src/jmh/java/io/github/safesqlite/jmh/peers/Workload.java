// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** What is done, and by how many threads. Each unit opens and closes its connection, as a request does. */
enum Workload {
    /** A connection is opened and closed. */
    CHECKOUT("NORMAL", false, 1, 8, 32) {
        @Override
        void unit(Session session) {
            // Nothing between.
        }
    },
    /** One row by its key. */
    POINT_READ("NORMAL", false, 1, 8) {
        @Override
        void unit(Session session) throws SQLException {
            read(session, anyAccount());
        }
    },
    /** The same while another thread writes without a pause. */
    POINT_READ_BESIDE_WRITER("NORMAL", false, 1, 8) {
        @Override
        void unit(Session session) throws SQLException {
            read(session, anyAccount());
        }

        @Override
        boolean hasWriterBeside() {
            return true;
        }
    },
    /** The transaction of TPC-B: three updates, a read and an insert. */
    TPC_B("NORMAL", true, 8, 32) {
        @Override
        void unit(Session session) throws SQLException {
            int account = anyAccount();
            inTransaction(session, () -> {
                add(session, "account", account);
                read(session, account);
                add(session, "teller", account % 10 + 1);
                add(session, "branch", 1);
                insert(session, account);
            });
        }
    },
    /** A balance is read and written back plus one, in a transaction. */
    READ_THEN_WRITE("NORMAL", true, 50, 100) {
        @Override
        void unit(Session session) throws SQLException {
            readThenWrite(session);
        }
    },
    /** The same, each commit synced. */
    READ_THEN_WRITE_FULL("FULL", true, 8, 32, 100) {
        @Override
        void unit(Session session) throws SQLException {
            readThenWrite(session);
        }
    },
    /** One update in auto-commit mode. */
    UPDATE("NORMAL", true, 50) {
        @Override
        void unit(Session session) throws SQLException {
            add(session, "account", anyAccount());
        }
    },
    /** One insert in auto-commit mode. */
    INSERT_NORMAL("NORMAL", true, 1, 8, 32, 100) {
        @Override
        void unit(Session session) throws SQLException {
            insert(session, anyAccount());
        }
    },
    /** The same, each commit synced. */
    INSERT_FULL("FULL", true, 8, 32, 100) {
        @Override
        void unit(Session session) throws SQLException {
            insert(session, anyAccount());
        }
    };

    private static final int ACCOUNTS = 10_000;

    final String synchronous;
    final boolean writes;
    final List<Integer> threads;

    Workload(String synchronous, boolean writes, Integer... threads) {
        this.synchronous = synchronous;
        this.writes = writes;
        this.threads = List.of(threads);
    }

    abstract void unit(Session session) throws SQLException;

    boolean hasWriterBeside() {
        return false;
    }

    /** Makes the tables. */
    static void create(DataSource pool) throws SQLException {
        try (Session session = Session.of(pool)) {
            try (Statement statement = session.connection().createStatement()) {
                for (String table : List.of("account", "teller", "branch")) {
                    statement.execute("CREATE TABLE " + table + "(id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)");
                    int rows = table.equals("account") ? ACCOUNTS : 10;
                    statement.execute("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < "
                            + rows + ") INSERT INTO " + table + " SELECT i, 0 FROM n");
                }
                statement.execute(
                        "CREATE TABLE entry(id INTEGER PRIMARY KEY, account INTEGER NOT NULL, amount INTEGER NOT NULL)");
            }
        }
    }

    static int anyAccount() {
        return ThreadLocalRandom.current().nextInt(ACCOUNTS) + 1;
    }

    /** What is done inside a transaction. */
    @FunctionalInterface
    private interface Steps {
        void run() throws SQLException;
    }

    private static void inTransaction(Session session, Steps steps) throws SQLException {
        session.connection().setAutoCommit(false);
        boolean committed = false;
        try {
            steps.run();
            session.connection().commit();
            committed = true;
        } finally {
            if (!committed) {
                session.connection().rollback();
            }
            session.connection().setAutoCommit(true);
        }
    }

    private static void readThenWrite(Session session) throws SQLException {
        int account = anyAccount();
        inTransaction(session, () -> {
            long balance = read(session, account);
            write(session, account, balance + 1);
        });
    }

    private static long read(Session session, int account) throws SQLException {
        PreparedStatement select = session.prepare("SELECT balance FROM account WHERE id = ?");
        select.setInt(1, account);
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        } finally {
            session.done(select);
        }
    }

    private static void write(Session session, int account, long balance) throws SQLException {
        PreparedStatement update = session.prepare("UPDATE account SET balance = ? WHERE id = ?");
        update.setLong(1, balance);
        update.setInt(2, account);
        update.executeUpdate();
        session.done(update);
    }

    static void add(Session session, String table, int id) throws SQLException {
        PreparedStatement update = session.prepare("UPDATE " + table + " SET balance = balance + 1 WHERE id = ?");
        update.setInt(1, id);
        update.executeUpdate();
        session.done(update);
    }

    private static void insert(Session session, int account) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO entry(account, amount) VALUES (?, 1)");
        insert.setInt(1, account);
        insert.executeUpdate();
        session.done(insert);
    }
}
