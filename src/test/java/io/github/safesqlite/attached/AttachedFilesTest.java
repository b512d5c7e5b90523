// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.attached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;

/** Whoever writes to attached files waits for those who write to them, and is waited for. */
@Timeout(60)
class AttachedFilesTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private Path main;
    private Path other;
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        main = Files.create(folder.resolve("main.db"), "WAL");
        other = Files.create(folder.resolve("other.db"), "WAL");
        source = invariants.open(config(main));
        // Here everything that waits also waits for the end of others, so that it takes a while.
        invariants.allowLog("io.github.safesqlite.slow");
    }

    private static SqliteConfigBuilder config(Path file) {
        return SqliteConfig.builder(file).writeTimeout(Duration.ofSeconds(30));
    }

    /** With the file attached by the session itself. */
    private Connection attaching(ConcurrencySafeSqliteDataSource to, Path file) throws SQLException {
        Connection connection = to.getConnection();
        Files.attach(connection, file, "o");
        return connection;
    }

    private ConcurrencySafeSqliteDataSource customized(SqliteConfigBuilder config, Path attached) throws SQLException {
        return invariants.open(config.connectionCustomizer(raw -> Files.attach(raw, attached, "o")));
    }

    /** A session with a temporary table stays on its connection, where the BEGIN of the first transaction is kept. */
    private void attachAfterBegin(Connection connection) throws SQLException {
        Sql.execute(connection, "CREATE TEMP TABLE own (n)");
        connection.setAutoCommit(false);
        Sql.execute(connection, "INSERT INTO t VALUES (1)");
        connection.commit();
        Files.attach(connection, other, "o");
    }

    /** SQLite keeps a compiled BEGIN IMMEDIATE, which takes no lock of what was attached since. */
    @Test
    void isLockedAtBeginAlsoByAConnectionThatHasBegunBefore() throws SQLException {
        try (Connection connection = source.getConnection();
                Connection plain = Files.plain(other)) {
            attachAfterBegin(connection);
            Sql.execute(connection, "INSERT INTO t VALUES (1)");
            assertThrows(SQLiteException.class, () -> Sql.execute(plain, "INSERT INTO t VALUES (1)"));
            Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
            connection.commit();
            Sql.execute(plain, "INSERT INTO t VALUES (1)");
            Sql.execute(connection, "DETACH o");
            connection.commit();
            Sql.execute(connection, "INSERT INTO t VALUES (1)");
            Sql.execute(plain, "INSERT INTO t VALUES (1)");
            connection.commit();
        }
        assertEquals(3, Files.rows(main));
        assertEquals(3, Files.rows(other));
    }

    /** A file with a rollback journal can not be read while its writer commits. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attachWaitsWithinATransactionToo(boolean wrote) throws Exception {
        Path journaled = Files.create(folder.resolve("journaled.db"), "DELETE");
        try (Connection connection = source.getConnection();
                Connection plain = Files.plain(journaled);
                Workers workers = new Workers()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, wrote ? "INSERT INTO t VALUES (1)" : "SELECT * FROM t");
            Sql.execute(plain, "BEGIN EXCLUSIVE");
            workers.start("attaching", () -> {
                Files.attach(connection, journaled, "o");
                Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
                connection.commit();
            });
            Waiting.until(() -> source.snapshot().counts().busyRetries() > 0);
            Sql.execute(plain, "COMMIT");
        }
        assertEquals(1, Files.rows(journaled));
    }

    @ParameterizedTest
    @EnumSource(BeginMode.class)
    void transactionWaitsForAnotherConnectionOfTheDriver(BeginMode mode) throws Exception {
        ConcurrencySafeSqliteDataSource database = invariants.open(config(main).beginMode(mode));
        try (Connection connection = database.getConnection();
                Connection plain = Files.plain(other);
                Workers workers = new Workers()) {
            attachAfterBegin(connection);
            Sql.execute(plain, "BEGIN IMMEDIATE");
            workers.start("writing", () -> {
                Sql.execute(connection, "INSERT INTO t VALUES (1)");
                Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
                connection.commit();
            });
            Waiting.until(() -> database.snapshot().counts().busyRetries() > 0);
            Sql.execute(plain, "COMMIT");
        }
        assertEquals(1, Files.rows(other));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsInTheGateOfTheAttachedFile(boolean autoCommit) throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        try (Connection connection = attaching(source, other);
                Connection holder = owner.getConnection();
                Workers workers = new Workers()) {
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            workers.start("writing", () -> {
                connection.setAutoCommit(autoCommit);
                Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
                if (!autoCommit) {
                    connection.commit();
                }
            });
            Waiting.until(() -> owner.statistics().writeWaiters() == 1);
            holder.commit();
        }
        assertEquals(2, Files.rows(other));
        assertEquals(0, source.snapshot().counts().busyRetries());
    }

    @Test
    void everyConnectionMayHaveItAttached() throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        ConcurrencySafeSqliteDataSource database = customized(config(main), other);
        try (Connection holder = owner.getConnection();
                Workers workers = new Workers()) {
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            for (boolean autoCommit : new boolean[] {true, false}) {
                workers.start("writing-" + autoCommit, () -> {
                    try (Connection connection = database.getConnection()) {
                        connection.setAutoCommit(autoCommit);
                        Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
                        if (!autoCommit) {
                            connection.commit();
                        }
                    }
                });
            }
            Waiting.until(() -> owner.statistics().writeWaiters() >= 1);
            holder.commit();
        }
        assertEquals(3, Files.rows(other));
        assertEquals(0, database.snapshot().counts().busyRetries());
    }

    /** It waits for the one file and not for the other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void autocommitWritesWaitForTheirOwnFileOnly(boolean bySession) throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        ConcurrencySafeSqliteDataSource database = customized(config(main).writeTimeout(Duration.ofMillis(200)), other);
        try (Connection connection =
                        bySession ? attaching(invariants.open(config(main)), other) : database.getConnection();
                Connection holder = owner.getConnection();
                Connection mainHolder = source.getConnection()) {
            // The first run finds out what the statement writes.
            Sql.execute(connection, "INSERT INTO t VALUES (1)");
            Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            Workers.elsewhere(() -> Sql.execute(connection, "INSERT INTO t VALUES (1)"));
            holder.commit();
            mainHolder.setAutoCommit(false);
            Sql.execute(mainHolder, "INSERT INTO t VALUES (1)");
            Workers.elsewhere(() -> Sql.execute(connection, "INSERT INTO o.t VALUES (1)"));
            mainHolder.commit();
        }
        assertEquals(3, Files.rows(main));
        assertEquals(3, Files.rows(other));
    }

    @Test
    void writesWithinATransactionWaitForWhatItAttached() throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        try (Connection connection = source.getConnection();
                Connection holder = owner.getConnection();
                Workers workers = new Workers()) {
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            workers.start("writing", () -> {
                connection.setAutoCommit(false);
                Sql.execute(connection, "INSERT INTO t VALUES (1)");
                Files.attach(connection, other, "o");
                Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
                connection.commit();
            });
            Waiting.until(() -> owner.statistics().writeWaiters() == 1);
            holder.commit();
        }
        assertEquals(2, Files.rows(other));
    }

    @Test
    void timeoutsNameTheFile() throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other).poolName("owner"));
        ConcurrencySafeSqliteDataSource database = invariants.open(config(main).writeTimeout(Duration.ofMillis(50)));
        try (Connection connection = attaching(database, other);
                Connection holder = owner.getConnection()) {
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            Workers.elsewhere(() -> {
                WriteGateTimeoutException timeout = assertThrows(
                        WriteGateTimeoutException.class, () -> Sql.execute(connection, "INSERT INTO o.t VALUES (1)"));
                assertTrue(timeout.getMessage().contains("attached file " + other.toRealPath()), timeout.getMessage());
                assertTrue(timeout.getMessage().contains("pool \"owner\""), timeout.getMessage());
            });
            holder.commit();
        }
    }

    /** SQLite takes no write lock of it either. */
    @Test
    void whatIsAttachedForReadingOnlyIsNotWaitedFor() throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        try (Connection connection = source.getConnection();
                Connection holder = owner.getConnection()) {
            Sql.execute(connection, "ATTACH 'file:" + other + "?mode=ro' AS o");
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            Workers.elsewhere(() -> {
                connection.setAutoCommit(false);
                Sql.execute(connection, "INSERT INTO t SELECT count(*) FROM o.t");
                connection.commit();
            });
            holder.commit();
        }
        assertEquals(1, Files.rows(main));
    }

    /** BEGIN IMMEDIATE would wait for itself. */
    @Test
    void oneFileUnderTwoNames() throws Exception {
        try (Connection connection = source.getConnection()) {
            Files.attach(connection, main, "again");
            connection.setAutoCommit(false);
            Sql.execute(connection, "INSERT INTO t VALUES (1)");
            assertEquals(0, Sql.ask(connection, "SELECT count(*) FROM again.t"));
            connection.commit();
            assertEquals(1, Sql.ask(connection, "SELECT count(*) FROM again.t"));
            connection.commit();
            Sql.execute(connection, "INSERT INTO again.t VALUES (1)");
            connection.commit();
        }
        assertEquals(2, Files.rows(main));
    }

    @Test
    void oneThreadDoesNotWaitForItself() throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        try (Connection outer = attaching(source, other);
                Connection inner = owner.getConnection()) {
            outer.setAutoCommit(false);
            assertEquals(0, Sql.ask(outer, "SELECT count(*) FROM o.t"));
            // The outer one has only read, so it gives way.
            Sql.execute(inner, "INSERT INTO t VALUES (1)");
            assertEquals(0, Sql.ask(outer, "SELECT count(*) FROM o.t"));
            outer.commit();
            Sql.execute(outer, "INSERT INTO o.t VALUES (1)");
            assertThrows(NestedWriteException.class, () -> Sql.execute(inner, "INSERT INTO t VALUES (1)"));
            outer.commit();
        }
        assertEquals(2, Files.rows(other));
    }

    /** The inner one needs the gate of its attached file as well, which the outer one is not inside. */
    @Test
    void anInnerTransactionMayHaveMoreFilesThanTheOuterOne() throws Exception {
        try (Connection outer = source.getConnection();
                Connection inner = attaching(source, other)) {
            outer.setAutoCommit(false);
            assertEquals(0, Sql.ask(outer, "SELECT count(*) FROM t"));
            inner.setAutoCommit(false);
            Sql.execute(inner, "INSERT INTO t VALUES (1)");
            Sql.execute(inner, "INSERT INTO o.t VALUES (1)");
            inner.commit();
            Sql.execute(outer, "INSERT INTO t VALUES (1)");
            outer.commit();
        }
        assertEquals(2, Files.rows(main));
        assertEquals(1, Files.rows(other));
    }

    @Test
    void whoHasGivenWayWithAttachedFilesGoesOn() throws Exception {
        try (Connection outer = attaching(source, other);
                Connection inner = source.getConnection()) {
            outer.setAutoCommit(false);
            assertEquals(0, Sql.ask(outer, "SELECT count(*) FROM t"));
            Sql.execute(inner, "INSERT INTO t VALUES (1)");
            assertEquals(0, Sql.ask(outer, "SELECT count(*) FROM t"));
            Sql.execute(outer, "INSERT INTO o.t SELECT count(*) FROM t");
            outer.commit();
        }
        assertEquals(1, Files.rows(main));
        assertEquals(1, Files.rows(other));
    }

    /** Through the driver's own connection nobody hears of it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsAttachedThroughTheDriversConnectionIsFound(boolean autoCommit) throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        try (Connection connection = source.getConnection();
                Connection holder = owner.getConnection();
                Workers workers = new Workers()) {
            Files.attach(connection.unwrap(SQLiteConnection.class), other, "o");
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            workers.start("writing", () -> {
                connection.setAutoCommit(autoCommit);
                Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
                if (!autoCommit) {
                    connection.commit();
                }
            });
            Waiting.until(() -> owner.statistics().writeWaiters() == 1);
            holder.commit();
        }
        assertEquals(2, Files.rows(other));
    }

    /** By what each pool is told to run on a new connection. */
    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite:", "jdbc:safesqlite:"})
    void anotherPoolMayAttachIt(String prefix) throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        HikariConfig options = new HikariConfig();
        options.setJdbcUrl(prefix + main);
        options.setMaximumPoolSize(2);
        options.setConnectionInitSql("ATTACH '" + other + "' AS o");
        try (HikariDataSource hikari = new HikariDataSource(options);
                ConcurrencySafeSqliteDataSource wrapped = prefix.equals("jdbc:sqlite:")
                        ? ConcurrencySafeSqliteDataSource.wrap(
                                hikari, config(main).poolName("wrapped").build())
                        : null) {
            DataSource way = wrapped == null ? hikari : wrapped;
            for (int round = 0; round < 3; round++) {
                try (Connection connection = way.getConnection();
                        Connection holder = owner.getConnection();
                        Workers workers = new Workers()) {
                    holder.setAutoCommit(false);
                    Sql.execute(holder, "INSERT INTO t VALUES (1)");
                    workers.start("writing", () -> {
                        connection.setAutoCommit(false);
                        Sql.execute(connection, "INSERT INTO t VALUES (1)");
                        Sql.execute(connection, "INSERT INTO o.t VALUES (1)");
                        connection.commit();
                    });
                    Waiting.until(() -> owner.statistics().writeWaiters() == 1);
                    holder.commit();
                }
            }
        }
        assertEquals(3, Files.rows(main));
        assertEquals(6, Files.rows(other));
    }

    @Test
    void snapshotsNameTheFile() throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other).poolName("owner"));
        String file = other.toRealPath().toString();
        try (Connection connection = source.getConnection();
                Connection holder = owner.getConnection()) {
            assertEquals(Map.of(), source.snapshot().attachedGates());
            Files.attach(connection, other, "o");
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            DataSourceSnapshot snapshot = source.snapshot();
            assertEquals("owner", snapshot.attachedGates().get(file).holder().poolName());
            assertTrue(
                    snapshot.toString().contains("write gate of the attached " + file + ": held"), snapshot.toString());
            assertTrue(snapshot.toJson().contains("\"attachedGates\":{\"" + file), snapshot.toJson());
            holder.commit();
            Sql.execute(connection, "DETACH o");
            assertEquals(Map.of(), source.snapshot().attachedGates());
        }
    }

    /** A reader in a transaction can not read the file at that moment either. */
    @Test
    void readsWithinATransactionWaitForTheWriterOfARollbackJournal() throws Exception {
        Path journaled = Files.create(folder.resolve("journaled.db"), "DELETE");
        try (Connection connection = attaching(source, journaled);
                Connection plain = Files.plain(journaled);
                Workers workers = new Workers()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertEquals(0, Sql.ask(connection, "SELECT count(*) FROM t"));
            Sql.execute(plain, "BEGIN EXCLUSIVE");
            workers.start("reading", () -> assertEquals(0, Sql.ask(connection, "SELECT count(*) FROM o.t")));
            Waiting.until(() -> source.snapshot().counts().busyRetries() > 0);
            Sql.execute(plain, "COMMIT");
        }
    }

    /** Writes that concern the main database alone go on sharing transactions. */
    @Test
    void autocommitWritesOfManyThreads() throws Exception {
        ConcurrencySafeSqliteDataSource database = customized(config(main), other);
        int threads = 8;
        Workers.run(threads, worker -> {
            for (int i = 0; i < 50; i++) {
                try (Connection connection = database.getConnection()) {
                    Sql.execute(connection, "INSERT INTO t VALUES (" + i + ")");
                    Sql.execute(connection, i % 2 == 0 ? "INSERT INTO o.t VALUES (1)" : "INSERT INTO t VALUES (1)");
                }
            }
        });
        assertEquals(threads * 75, Files.rows(main));
        assertEquals(threads * 25, Files.rows(other));
    }

    @Test
    void batches() throws Exception {
        ConcurrencySafeSqliteDataSource owner = invariants.open(config(other));
        ConcurrencySafeSqliteDataSource database = customized(config(main), other);
        try (Connection connection = database.getConnection();
                Connection holder = owner.getConnection();
                Statement batch = connection.createStatement();
                Workers workers = new Workers()) {
            holder.setAutoCommit(false);
            Sql.execute(holder, "INSERT INTO t VALUES (1)");
            workers.start("writing", () -> {
                batch.addBatch("INSERT INTO t VALUES (1)");
                batch.addBatch("INSERT INTO o.t VALUES (1)");
                batch.executeBatch();
            });
            Waiting.until(() -> owner.statistics().writeWaiters() == 1);
            holder.commit();
        }
        assertEquals(1, Files.rows(main));
        assertEquals(2, Files.rows(other));
    }
}
