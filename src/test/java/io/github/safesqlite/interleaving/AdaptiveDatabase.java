// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.function.Executable;

/** A database with the rows 1, 2 and 3, each with the value 0, opened with {@code beginMode=ADAPTIVE}. */
final class AdaptiveDatabase {
    /** How many transactions that only read make their key known. */
    private static final int KNOWN_AFTER = 3;

    final ConcurrencySafeSqliteDataSource source;
    private final Path file;

    AdaptiveDatabase(InvariantExtension invariants, Path file) throws SQLException {
        this(invariants, file, SqliteConfig.builder(file));
    }

    AdaptiveDatabase(InvariantExtension invariants, Path file, SqliteConfigBuilder config) throws SQLException {
        this.file = file;
        source = invariants.open(config.beginMode(BeginMode.ADAPTIVE)
                .writeTimeout(Duration.ofSeconds(30))
                .firstRunTimeout(Duration.ofMinutes(10))
                .recheckTimeout(Duration.ofSeconds(30))
                .connectionTimeout(Duration.ofSeconds(30))
                .slowWriteThresholdOff());
        Sql.run(
                source,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER NOT NULL)",
                "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)");
    }

    /** How a client says where its transaction begins and ends. */
    enum Begin {
        MANUAL {
            @Override
            void begin(Connection connection) throws SQLException {
                connection.setAutoCommit(false);
            }

            @Override
            void commit(Connection connection) throws SQLException {
                connection.commit();
            }

            @Override
            void rollBack(Connection connection) throws SQLException {
                connection.rollback();
            }
        },
        BEGIN {
            @Override
            void begin(Connection connection) throws SQLException {
                Sql.run(connection, "BEGIN");
            }
        },
        SAVEPOINT {
            @Override
            void begin(Connection connection) throws SQLException {
                Sql.run(connection, "SAVEPOINT first");
            }

            @Override
            void commit(Connection connection) throws SQLException {
                Sql.run(connection, "RELEASE first");
            }
        };

        abstract void begin(Connection connection) throws SQLException;

        void commit(Connection connection) throws SQLException {
            Sql.run(connection, "COMMIT");
        }

        void rollBack(Connection connection) throws SQLException {
            Sql.run(connection, "ROLLBACK");
        }
    }

    /** A connection with autocommit off. */
    Connection transaction() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Lets transactions that begin with this query be known to read only. */
    void known(String sql) throws SQLException {
        for (int i = 0; i < KNOWN_AFTER; i++) {
            try (Connection connection = transaction()) {
                Sql.execute(connection, sql);
                connection.commit();
            }
        }
    }

    /** The same, and a transaction that has begun with it. */
    Connection knownReader(String sql) throws SQLException {
        known(sql);
        Connection connection = transaction();
        Sql.execute(connection, sql);
        return connection;
    }

    static String read(int id) {
        return "SELECT v FROM t WHERE id = " + id;
    }

    static String write(int id) {
        return "UPDATE t SET v = v + 1 WHERE id = " + id;
    }

    long value(int id) throws SQLException {
        return Sql.ask(source, read(id));
    }

    boolean isGateFree() {
        return InvariantExtension.isGateFree(file);
    }

    /** The write is refused because what this query reads has changed; the transaction is over, and the next one is told apart. */
    void assertConflict(String names, Connection connection, Executable write) throws SQLException {
        StaleSnapshotException stale = assertThrows(StaleSnapshotException.class, write);
        assertEquals("40001", stale.getSQLState());
        assertTrue(stale.getMessage().contains(names), stale.getMessage());
        assertTrue(isGateFree(), "the gate is free for others");
        assertThrows(TransactionAbortedException.class, () -> Sql.ask(connection, read(1)), "the transaction is over");
        connection.rollback();
    }

    /** The write is refused because nobody can tell whether what was read has changed. */
    void assertUnknown(Connection connection, Executable write) throws SQLException {
        StaleSnapshotException stale = assertThrows(StaleSnapshotException.class, write);
        assertEquals("40001", stale.getSQLState());
        assertTrue(isGateFree(), "the gate is free for others");
        connection.rollback();
    }
}
