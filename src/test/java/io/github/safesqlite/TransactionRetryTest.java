// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionRetryTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    /** What is called on the connections of {@link #stub}. */
    private final List<String> calls = new ArrayList<>();

    /** Which of these calls fail, and how. */
    private final Map<String, SQLException> failures = new HashMap<>();

    private final List<Long> pauses = new ArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();

    private final DataSource stub = stub(DataSource.class);

    private <T> T stub(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String call = method.getName()
                            + (arguments == null ? "" : List.of(arguments).toString());
                    if (method.getName().equals("getConnection")) {
                        return stub(Connection.class);
                    }
                    calls.add(call);
                    SQLException failure = failures.get(call);
                    if (failure != null) {
                        throw failure;
                    }
                    return method.getReturnType() == boolean.class ? true : null;
                }));
    }

    private TransactionRetry retry() {
        return TransactionRetry.on(stub).with(pauses::add, () -> 0);
    }

    private String failingOnce(SQLException failure) throws SQLException {
        return retry().call(connection -> {
            if (runs.incrementAndGet() == 1) {
                throw failure;
            }
            return "done";
        });
    }

    /** The first attempt has read what another one then changes. */
    @Test
    void aConflictIsRunAgain() throws Exception {
        ConcurrencySafeSqliteDataSource source =
                invariants.open(SqliteConfig.builder(folder.resolve("app.db")).beginMode(BeginMode.DEFERRED));
        Sql.run(source, "CREATE TABLE account (balance)", "INSERT INTO account VALUES (1)");
        List<String> failures = new ArrayList<>();
        long balance = TransactionRetry.on(source).call(connection -> {
            long before = Sql.ask(connection, "SELECT balance FROM account");
            if (runs.incrementAndGet() == 1) {
                try (Connection other = Sql.foreign(source)) {
                    Sql.run(other, "UPDATE account SET balance = balance + 10");
                }
            }
            try {
                Sql.run(connection, "UPDATE account SET balance = " + (before + 100));
            } catch (StaleSnapshotException expected) {
                failures.add(expected.getSQLState());
                throw expected;
            }
            return before + 100;
        });
        assertEquals(111, balance);
        assertEquals(111, Sql.ask(source, "SELECT balance FROM account"));
        assertEquals(List.of("40001"), failures);
        assertEquals(2, runs.get());
        InvariantExtension.assertUnused(source);
    }

    @ParameterizedTest
    @CsvSource({"40001, 2", "40P01, 2", "40003, 1", "40000, 1", "23505, 1", "HYT00, 1", ", 1"})
    void onlyWhatHelpsIsRunAgain(@Nullable String state, int attempts) throws Exception {
        SQLException failure = new SQLException("no", state);
        if (attempts == 1) {
            assertSame(failure, assertThrows(SQLException.class, () -> failingOnce(failure)));
        } else {
            assertEquals("done", failingOnce(new SQLException("translated", "HY000", failure)));
        }
        assertEquals(attempts, runs.get());
    }

    @Test
    void attemptsAndPausesAreBounded() {
        SQLException failure = assertThrows(
                SQLException.class,
                () -> retry().call(connection -> {
                    throw new SQLException("attempt " + runs.incrementAndGet(), "40001");
                }));
        assertEquals("attempt 10", failure.getMessage());
        assertEquals("attempt 9", failure.getSuppressed()[0].getMessage());
        assertEquals(List.of(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L), millis());
        assertEquals(10, calls.stream().filter("rollback"::equals).count());
        assertEquals(10, calls.stream().filter("close"::equals).count());
    }

    @Test
    void theBoundsCanBeSet() {
        TransactionRetry other = TransactionRetry.on(stub)
                .with(pauses::add, () -> 1)
                .withMaximumAttempts(4)
                .withMaximumDelay(Duration.ofMillis(12));
        assertThrows(
                SQLException.class,
                () -> other.call(connection -> {
                    throw new SQLException("no", "40001");
                }));
        assertEquals(List.of(2L, 5L, 6L), millis());
        assertThrows(IllegalArgumentException.class, () -> other.withMaximumAttempts(0));
        assertThrows(IllegalArgumentException.class, () -> other.withMaximumDelay(Duration.ofMillis(-1)));
    }

    private List<Long> millis() {
        return pauses.stream().map(TimeUnit.NANOSECONDS::toMillis).toList();
    }

    @Test
    void aCommitThatFailsIsRunAgainFromTheBeginning() throws Exception {
        failures.put("commit", new SQLException("no", "40001"));
        int result = retry().call(connection -> {
            if (runs.incrementAndGet() == 2) {
                failures.clear();
            }
            return runs.get();
        });
        assertEquals(2, result);
        assertEquals(
                List.of(
                        "getAutoCommit",
                        "setAutoCommit[false]",
                        "commit",
                        "rollback",
                        "setAutoCommit[true]",
                        "close",
                        "getAutoCommit",
                        "setAutoCommit[false]",
                        "commit",
                        "setAutoCommit[true]",
                        "close"),
                calls);
    }

    @ParameterizedTest
    @CsvSource({"setAutoCommit[true]", "close"})
    void whatWasCommittedIsNotDoneAgain(String call) throws Exception {
        failures.put(call, new SQLException("no", "40001"));
        int result = retry().call(connection -> runs.incrementAndGet());
        assertEquals(1, result);
        assertEquals(1, runs.get());
        assertTrue(calls.contains("close"), calls::toString);
    }

    /** To switch auto-commit on would commit what is left. */
    @Test
    void whatCannotBeRolledBackIsNotCommitted() {
        failures.put("rollback", new SQLException("gone", "08003"));
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> retry().call(connection -> {
                    throw new IllegalStateException("of the application");
                }));
        assertEquals("gone", failure.getSuppressed()[0].getMessage());
        assertEquals(List.of("getAutoCommit", "setAutoCommit[false]", "rollback", "close"), calls);
    }

    @Test
    void anInterruptEndsThePauses() {
        TransactionRetry interrupted = TransactionRetry.on(stub)
                .with(
                        nanos -> {
                            throw new InterruptedException();
                        },
                        () -> 0);
        assertThrows(
                SQLException.class,
                () -> interrupted.call(connection -> {
                    runs.incrementAndGet();
                    throw new SQLException("no", "40001");
                }));
        assertTrue(Thread.interrupted());
        assertEquals(1, runs.get());
    }
}
