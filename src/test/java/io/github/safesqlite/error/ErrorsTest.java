// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.text.QueryTimeouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.sqlite.SQLiteException;

class ErrorsTest {
    private static final Duration WAITED = Duration.ofMillis(5000);
    private static final SQLException DRIVER = new SQLException("[SQLITE_BUSY] The database file is locked", null, 5);
    private static final HolderInfo HOLDER = new HolderInfo(
            3,
            "app",
            new Thread(() -> {}, "http-4"),
            Duration.ofMillis(6120),
            "INSERT INTO orders VALUES ('secret')",
            List.of(new StackTraceElement("Orders", "save", "Orders.java", 42)));

    static List<SQLException> everyError() {
        return List.of(
                WriteGateTimeoutException.of("app", WAITED, "writeTimeout", HOLDER, 2),
                BusyException.deadlinePassed(
                        "app",
                        "DELETE FROM t",
                        8,
                        WAITED,
                        WAITED,
                        "writeTimeout",
                        261,
                        "Somebody has the lock.",
                        DRIVER),
                StaleSnapshotException.of(
                        "app", "UPDATE t SET a = 1", new Throwable("first read"), "beginMode=IMMEDIATE", DRIVER),
                WriteDeadlockException.of("app", 4, "UPDATE t SET a = 1", "other.db", HOLDER),
                NestedWriteException.of("app", 4, "UPDATE t SET a = 1", HOLDER),
                ConnectionTimeoutException.of(
                        "app",
                        WAITED,
                        "connectionTimeout",
                        "active=8, idle=0, total=8, pending=5",
                        List.of(HOLDER),
                        "Close connections sooner, or raise maximumPoolSize or connectionTimeout.",
                        null),
                SessionClosedException.closed("app", 4),
                TransactionAbortedException.of("app", 4, "commit", 13, new SQLException("disk is full", null, 13)),
                ReadOnlySessionException.of("app", 4, "DELETE FROM t"),
                StatementCancelledException.cancelled("app", 4, "DELETE FROM t", null),
                QueryTimeouts.exceeded("app", 4, "SELECT 1", Duration.ofSeconds(1), null),
                DatabaseGoneException.of("app", "app.db"),
                StorageException.full("app", "app.db", new SQLException("disk is full", null, 13)),
                StorageException.handles("app", "app.db", new SQLException("unable to open", null, 14)),
                StorageException.failing("app", "app.db", new SQLException("disk I/O error", null, 10)),
                StorageException.syncFailed("app", "app.db", new IOException("Input/output error")),
                StorageException.syncRefused("app", "app.db", new IOException("an earlier sync has failed")),
                StorageException.permission("app", "app.db", "directory \"x\" is not writable", DRIVER),
                ReadOnlySessionException.ofDatabase(
                        "app", "app.db", "open_mode=1", new SQLException("read-only", null, 8)),
                BackupException.of(
                        "app",
                        "back up to \"copy.db\"",
                        "no space",
                        "Free some.",
                        new SQLException("disk is full", null, 13)),
                OpenFailedException.of(
                        "app", "app.db", "the file is not a SQLite database", "Name another.", 26, null));
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void theDocumentationSaysWhatEachErrorCarries(SQLException error) throws IOException {
        DataAccessException translated = new SQLExceptionSubclassTranslator().translate("work", null, error);
        String spring = translated == null
                ? "UncategorizedSQLException"
                : translated.getClass().getSimpleName();
        String state = error instanceof StorageException ? "by cause" : error.getSQLState();
        String code = error instanceof StorageException
                        || error instanceof TransactionAbortedException
                        || error instanceof OpenFailedException
                        || error instanceof BackupException
                ? "SQLite's"
                : String.valueOf(error.getErrorCode());
        String start = "| `" + error.getClass().getSimpleName() + "` | `"
                + error.getClass().getSuperclass().getSimpleName() + "` | " + state + " | " + code + " | `" + spring
                + "` |";
        assertTrue(documentation().anyMatch(line -> line.startsWith(start)), start);
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void eachWithAVendorCodeLeadsToTheDriversException(SQLException error) {
        Throwable last = SqliteErrors.withDriverCause(error);
        while (last.getCause() != null) {
            last = last.getCause();
        }
        assertEquals(error.getErrorCode() != 0, last instanceof SQLiteException);
        assertEquals(error.getErrorCode(), SqliteErrors.primaryCode(error));
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void messagesNameThePoolAndShowNoValues(SQLException error) {
        assertTrue(error.getMessage().startsWith("app: "), error.getMessage());
        assertTrue(error.getMessage().endsWith("."), error.getMessage());
        assertTrue(!error.getMessage().contains("secret"), error.getMessage());
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void errorsSurviveSerialization(SQLException error) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(error);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            var copy = (SQLException) in.readObject();
            assertEquals(error.getMessage(), copy.getMessage());
            assertEquals(error.getSQLState(), copy.getSQLState());
            assertEquals(error.getErrorCode(), copy.getErrorCode());
        }
    }

    @Test
    void everyDocumentedErrorIsMadeHere() throws IOException {
        Set<String> made = everyError().stream()
                .map(error -> error.getClass().getSimpleName())
                .collect(Collectors.toSet());
        Set<String> documented = documentation()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1])
                .collect(Collectors.toSet());
        assertEquals(made, documented);
    }

    @Test
    void aGateTimeoutNamesTheHolderAndTheFix() {
        var error = WriteGateTimeoutException.of("app", WAITED, "writeTimeout", HOLDER, 2);
        assertEquals(
                "app: write gate not entered within 5000 ms (writeTimeout). Held for 6120 ms by connection #3 on thread"
                        + " \"http-4\" (INSERT INTO orders VALUES (?)), 2 waiting. Shorten that transaction or raise"
                        + " writeTimeout.",
                error.getMessage());
        assertSame(HOLDER, error.holder());
        assertEquals(2, error.waiting());
        assertEquals("save", error.getSuppressed()[0].getStackTrace()[0].getMethodName());
    }

    @Test
    void aGateTimeoutWithoutAHolderOrAnOptionStillReads() {
        var error = WriteGateTimeoutException.of("app", WAITED, "", null, 0);
        assertEquals(
                "app: write gate not entered within 5000 ms. It was just being handed over, 0 waiting. Shorten that transaction.",
                error.getMessage());
        assertNull(error.holder());
        assertEquals(0, error.getSuppressed().length);
    }

    @Test
    void aHolderOfAnotherPoolIsNamedWithItsPool() {
        var error = WriteGateTimeoutException.of("batch", WAITED, "writeTimeout", HOLDER, 0);
        assertTrue(error.getMessage().contains(" of pool \"app\", 0 waiting"), error.getMessage());
    }

    @Test
    void aHolderOfANamedApplicationIsNamedWithIt() {
        var holder =
                new HolderInfo(3, "app", HOLDER.thread(), Duration.ofMillis(20), "COMMIT", List.of(), "nightly import");
        var error = WriteGateTimeoutException.of("app", WAITED, "writeTimeout", holder, 0);
        assertTrue(
                error.getMessage()
                        .contains(
                                "Held for 20 ms by connection #3 of application \"nightly import\" on thread \"http-4\""),
                error.getMessage());
    }

    @Test
    void aBusyErrorCountsAttemptsAndKeepsTheDriversException() {
        var error = BusyException.attemptsExhausted(
                "app",
                null,
                8,
                Duration.ofMillis(4950),
                "retryAttempts",
                261,
                "Somebody has the lock. End that, or raise retryAttempts.",
                DRIVER);
        assertEquals(
                "app: still busy after 8 attempts in 4950 ms (retryAttempts=8). Somebody has the lock. End that, or"
                        + " raise retryAttempts.",
                error.getMessage());
        assertSame(DRIVER, error.getCause());
        assertEquals(8, error.attempts());
        assertEquals(261, error.getExtendedCode());
        assertEquals(5, error.getErrorCode());
        assertEquals(
                "app: still busy after 1 attempt in 5000 ms (writeTimeout=5000 ms) (DELETE FROM t). Somebody has the"
                        + " lock. End that, or raise writeTimeout.",
                BusyException.deadlinePassed(
                                "app",
                                "DELETE FROM t",
                                1,
                                WAITED,
                                WAITED,
                                "writeTimeout",
                                5,
                                "Somebody has the lock. End that, or raise writeTimeout.",
                                DRIVER)
                        .getMessage());
    }

    @Test
    void aStaleSnapshotShowsTheFirstRead() {
        var read = new Throwable("first read");
        var error = StaleSnapshotException.of("app", "UPDATE t SET a = 1", read, "beginMode=IMMEDIATE", DRIVER);
        assertSame(read, error.firstRead());
        assertSame(read, error.getSuppressed()[0]);
        assertEquals(517, error.getExtendedCode());
        assertSame(DRIVER, error.getCause());
    }

    @Test
    void aNestedWriteShowsBothSides() {
        var error = NestedWriteException.of("app", 4, "UPDATE t SET a = 1", HOLDER);
        assertEquals(
                "app: thread \"http-4\" wants to write through connection #4 (UPDATE t SET a = ?) while it has an unfinished"
                        + " write of its own: held for 6120 ms by connection #3 on thread \"http-4\" (INSERT INTO orders VALUES"
                        + " (?)). Use one connection per transaction, or commit the first before the second writes; a second"
                        + " connection that only reads is fine. detectNestedWrites=false turns this check off.",
                error.getMessage());
        assertEquals("save", error.getSuppressed()[0].getStackTrace()[0].getMethodName());
        assertSame(HOLDER, error.holder());
        assertEquals(
                "app: thread \"http-4\" wants to write through connection #2 (DELETE FROM t), which has given way to an inner"
                        + " transaction of its own: held for 6120 ms by connection #3 on thread \"http-4\" (INSERT INTO orders"
                        + " VALUES (?)). End the inner transaction before the outer one writes, or use one connection for"
                        + " both. detectNestedWrites=false turns this check off.",
                NestedWriteException.ofOuter("app", 2, "DELETE FROM t", HOLDER).getMessage());
    }

    @Test
    void aConnectionTimeoutShowsStatisticsAndTheOldestHolders() {
        var failure = new SQLException("cannot open", null, 14);
        var error = ConnectionTimeoutException.of(
                "app",
                WAITED,
                "connectionTimeout",
                "active=8",
                List.of(HOLDER, HOLDER, HOLDER, HOLDER),
                "Close connections sooner, or raise maximumPoolSize or connectionTimeout.",
                failure);
        assertEquals(3, error.getMessage().split("held for 6120 ms", -1).length - 1, "only the oldest are shown");
        assertTrue(
                error.getMessage()
                        .startsWith("app: no connection within 5000 ms (connectionTimeout): active=8. Oldest: "),
                error.getMessage());
        assertTrue(error.getMessage().endsWith("raise maximumPoolSize or connectionTimeout."), error.getMessage());
        assertEquals(4, error.holders().size());
        assertEquals(14, error.getErrorCode());
        assertSame(failure, error.getCause());
    }

    @Test
    void theOtherMessagesSayWhatToDo() {
        assertEquals(
                List.of(
                        "app: connection #4 is closed. Do not use a connection after close().",
                        "app: connection #4 was reclaimed as a leak. Get a new connection.",
                        "app: the DataSource is closed. Do not use it after close().",
                        "app: this statement of connection #4 is closed.",
                        "app: connection #4 cannot run commit: SQLite has rolled back the transaction: disk is full."
                                + " None of its changes were kept. Call rollback() and run the transaction again.",
                        "app: connection #4 cannot run commit: SQLite has rolled back the transaction. None of its changes were kept."
                                + " Call rollback() and run the transaction again.",
                        "app: connection #4 is read-only and cannot write (DELETE FROM t). Call setReadOnly(false)"
                                + " before the transaction.",
                        "app: connection #4: thread interrupted after waiting 5000 ms for the write gate.",
                        "app: connection #4: statement did not finish within 1000 ms (setQueryTimeout) (SELECT ?). If it wrote in"
                                + " a transaction, that transaction is rolled back.",
                        "app: cannot open \"app.db\": PRAGMA synchronous was set to NORMAL but reads back as 2. Remove or change that"
                                + " option, or set pragmaMismatch=warn."),
                Stream.<SQLException>of(
                                SessionClosedException.closed("app", 4),
                                SessionClosedException.ended("app", 4, "reclaimed as a leak"),
                                SessionClosedException.poolClosed("app"),
                                SessionClosedException.partClosed("app", 4, "statement"),
                                TransactionAbortedException.of(
                                        "app", 4, "commit", 13, new SQLException("disk is full")),
                                TransactionAbortedException.of("app", 4, "commit", 0, null),
                                ReadOnlySessionException.of("app", 4, "DELETE FROM t"),
                                StatementCancelledException.interrupted("app", 4, "the write gate", WAITED, null),
                                QueryTimeouts.exceeded("app", 4, "SELECT 1", Duration.ofSeconds(1), null),
                                OpenFailedException.pragmaMismatch("app", "app.db", "synchronous", "NORMAL", "2"))
                        .map(SQLException::getMessage)
                        .toList());
    }

    private static Stream<String> documentation() throws IOException {
        return Arrays.stream(Files.readString(Path.of("docs/errors.md")).split("\n"));
    }
}
