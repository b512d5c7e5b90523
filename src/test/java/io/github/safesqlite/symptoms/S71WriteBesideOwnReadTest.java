// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Symptom 71: without a write-ahead log a thread that reads through one connection and writes through another waited for itself
 * until {@code writeTimeout}, and was told that another process had the lock.
 */
class S71WriteBesideOwnReadTest {
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private OpenDatabase database;
    private Connection reader;
    private Connection writer;
    private ResultSet rows;

    /** What the thread reads. */
    enum Read {
        RESULT_SET,
        READ_ONLY_TRANSACTION,
        METADATA
    }

    /** How the thread writes. */
    enum Write {
        AUTOCOMMIT {
            @Override
            void on(Connection connection) throws SQLException {
                Sql.run(connection, "INSERT INTO t VALUES (10)");
            }
        },
        BATCH {
            @Override
            void on(Connection connection) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.addBatch("INSERT INTO t VALUES (10)");
                    statement.addBatch("INSERT INTO t VALUES (11)");
                    statement.executeBatch();
                }
            }
        },
        COMMIT {
            @Override
            void on(Connection connection) throws SQLException {
                connection.setAutoCommit(false);
                Sql.run(connection, "INSERT INTO t VALUES (10)");
                connection.commit();
            }
        };

        abstract void on(Connection connection) throws SQLException;
    }

    static Stream<Arguments> ways() {
        return Stream.of(WayIn.OWN_POOL, WayIn.AROUND_HIKARI, WayIn.URL_IN_HIKARI)
                .flatMap(way -> Stream.of("DELETE", "TRUNCATE", "PERSIST", "MEMORY")
                        .map(journal -> Arguments.of(way, journal)));
    }

    static Stream<Arguments> kinds() {
        return Arrays.stream(Read.values())
                .flatMap(read -> Arrays.stream(Write.values()).map(write -> Arguments.of(read, write)));
    }

    private void open(WayIn way, String journal, String... options) throws SQLException {
        String[] all = Arrays.copyOf(options, options.length + 3);
        all[options.length] = "journal_mode=" + journal;
        all[options.length + 1] = "writeTimeout=" + WRITE_TIMEOUT.toSeconds() + "s";
        all[options.length + 2] = "nestedWriteGrace=10ms";
        database = way.open(folder.resolve("app.db"), all);
        database.run("CREATE TABLE t(a INTEGER PRIMARY KEY)");
        database.run("INSERT INTO t VALUES (1), (2), (3)");
        reader = database.connect();
        writer = database.connect();
    }

    private void read(Read kind) throws SQLException {
        switch (kind) {
            case RESULT_SET -> {
                rows = reader.createStatement().executeQuery("SELECT a FROM t");
                assertTrue(rows.next());
            }
            case METADATA -> {
                rows = reader.getMetaData().getTables(null, null, null, null);
                assertTrue(rows.next());
            }
            case READ_ONLY_TRANSACTION -> {
                reader.setReadOnly(true);
                reader.setAutoCommit(false);
                assertEquals(3, Sql.ask(reader, "SELECT count(*) FROM t"));
            }
        }
    }

    private void endRead() throws SQLException {
        if (rows != null) {
            rows.close();
        } else {
            reader.rollback();
        }
    }

    @AfterEach
    void close() throws Exception {
        if (database != null) {
            writer.close();
            reader.close();
            database.close();
        }
    }

    private NestedWriteException refused(Write write) {
        long start = System.nanoTime();
        SQLException failure = assertThrows(SQLException.class, () -> write.on(writer));
        NestedWriteException refusal = assertInstanceOf(
                NestedWriteException.class, write == Write.BATCH ? failure.getCause() : failure, failure::toString);
        assertTrue(System.nanoTime() - start < WRITE_TIMEOUT.toNanos() / 2, "it did not wait for itself");
        return refusal;
    }

    private static void assertShowsBothStacks(NestedWriteException refusal) {
        List<Throwable> stacks = Stream.concat(Stream.of(refusal), Arrays.stream(refusal.getSuppressed()))
                .filter(stack -> Arrays.stream(stack.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith(S71WriteBesideOwnReadTest.class.getName())))
                .toList();
        assertTrue(stacks.size() >= 2, () -> Arrays.toString(refusal.getSuppressed()));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void writeIsRefusedAndNamesTheRead(WayIn way, String journal) throws SQLException {
        open(way, journal);
        read(Read.RESULT_SET);
        NestedWriteException refusal = refused(Write.AUTOCOMMIT);
        assertTrue(refusal.getMessage().contains("(SELECT a FROM t)"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("INSERT INTO t"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("detectNestedWrites=false"), refusal.getMessage());
        assertShowsBothStacks(refusal);
        endRead();
        Write.AUTOCOMMIT.on(writer);
        assertEquals(4, database.rows());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachKindOfReadAndWrite(Read read, Write write) throws SQLException {
        open(WayIn.OWN_POOL, "DELETE");
        read(read);
        assertShowsBothStacks(refused(write));
        endRead();
        write.on(writer);
        assertTrue(database.rows() > 3);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void withAWriteAheadLogNothingIsRefused(Read read, Write write) throws SQLException {
        open(WayIn.OWN_POOL, "WAL");
        read(read);
        write.on(writer);
        assertTrue(database.rows() > 3);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void inMemory(Read read, Write write) throws Exception {
        var source = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(":memory:").writeTimeout(WRITE_TIMEOUT).build());
        database = new OpenDatabase(source, source::close);
        database.run("CREATE TABLE t(a INTEGER PRIMARY KEY)");
        database.run("INSERT INTO t VALUES (1), (2), (3)");
        reader = database.connect();
        writer = database.connect();
        read(read);
        assertShowsBothStacks(refused(write));
        endRead();
        write.on(writer);
        assertTrue(database.rows() > 3);
    }
}
