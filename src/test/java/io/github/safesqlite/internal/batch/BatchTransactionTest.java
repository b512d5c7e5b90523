// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterException.Reason;
import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.error.TransactionAbortedException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction does with a batch when its parts fail, with a stub in place of the database. */
class BatchTransactionTest {
    private final List<String> executed = new ArrayList<>();
    private Throwable commitFailure;
    private Throwable openFailure;
    private int commitsToFail = Integer.MAX_VALUE;
    private int unitRuns;

    private final BatchTransaction transaction = new BatchTransaction("log", () -> {
        if (openFailure != null) {
            throw sneaky(openFailure);
        }
        return connection();
    });

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
        throw (T) failure;
    }

    private Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> method.getName().equals("createStatement") ? statement() : null);
    }

    private Statement statement() {
        return (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (self, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        executed.add((String) arguments[0]);
                        if (arguments[0].equals("COMMIT") && commitFailure != null && commitsToFail-- > 0) {
                            throw commitFailure;
                        }
                        return false;
                    }
                    return null;
                });
    }

    private List<Write<?>> units(int count) {
        List<Write<?>> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            units.add(new UnitWrite<>(connection -> ++unitRuns));
        }
        return units;
    }

    private long commits() {
        return executed.stream().filter("COMMIT"::equals).count();
    }

    @Test
    void batchIsOneTransaction() {
        List<Write<?>> batch = units(3);
        transaction.write(batch);
        assertEquals(1, commits());
        batch.forEach(write -> assertNull(write.failure()));
        assertEquals("BEGIN IMMEDIATE", executed.get(0));
    }

    @Test
    void failedCommitIsNeverRepeated() {
        commitFailure = new SQLException("disk I/O error", null, 10);
        List<Write<?>> batch = units(3);
        transaction.write(batch);
        assertEquals(1, commits());
        assertEquals(3, unitRuns);
        for (Write<?> write : batch) {
            BatchWriterException failure = assertInstanceOf(BatchWriterException.class, write.failure());
            assertEquals(Reason.IN_DOUBT, failure.reason());
            assertSame(commitFailure, failure.getCause());
            assertFalse(failure.isCertainlyNotWritten());
        }
    }

    @Test
    void errorInACommitLeavesItInDoubt() {
        commitFailure = new OutOfMemoryError("injected");
        List<Write<?>> batch = units(2);
        transaction.write(batch);
        assertEquals(Reason.IN_DOUBT, ((BatchWriterException) batch.get(0).failure()).reason());
    }

    @Test
    void transactionThatWasRolledBackIsWrittenAgainWithCare() {
        commitFailure = TransactionAbortedException.of("pool", 1, "commit", 19, new SQLException("refused"));
        commitsToFail = 2;
        List<Write<?>> batch = units(3);
        transaction.write(batch);
        assertEquals(2 + 3, commits(), "together, statement by statement, then each alone");
        batch.forEach(write -> assertNull(write.failure()));
    }

    @Test
    void writeThatIsRolledBackAloneFailsWithTheReason() {
        SQLException reason = new SQLException("refused");
        commitFailure = TransactionAbortedException.of("pool", 1, "commit", 19, reason);
        List<Write<?>> batch = units(2);
        transaction.write(batch);
        batch.forEach(write -> assertSame(reason, write.failure()));
    }

    @ParameterizedTest
    @ValueSource(classes = {SQLException.class, IllegalStateException.class, LinkageError.class})
    void connectionThatCanNotBeOpenedFailsAll(Class<? extends Throwable> type) throws Exception {
        openFailure = type.getConstructor(String.class).newInstance("no connection");
        List<Write<?>> batch = units(2);
        transaction.write(batch);
        for (Write<?> write : batch) {
            assertEquals(Reason.ROLLED_BACK, ((BatchWriterException) write.failure()).reason());
        }
        assertEquals(0, unitRuns);
    }

    @Test
    void outcomesOfATransactionThatIsNotCommittedCountForNothing() {
        UnitWrite<WriteResult> write = new UnitWrite<>(connection -> null);
        Outcomes outcomes = new Outcomes();
        outcomes.succeeded(write, null);
        assertFalse(write.isSettled());
        outcomes.settle();
        assertNull(write.failure());
    }
}
