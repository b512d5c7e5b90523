// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.TransactionRetry;
import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same retry serves both databases. */
@Timeout(120)
class TransactionRetryTest {
    private static final int THREADS = 4;
    private static final int EACH = 25;

    @TempDir
    private Path directory;

    private final AtomicInteger attempts = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(names = {"SAFE", "POSTGRESQL"})
    void nothingIsLostThatIsReadAndWrittenBack(TestDatabase kind) throws Exception {
        try (ServiceDatabase database = open(kind)) {
            TransactionRetry retry = TransactionRetry.on(database.dataSource()).withMaximumAttempts(1_000);
            List<CompletableFuture<Void>> threads = Stream.generate(() -> CompletableFuture.runAsync(
                            () -> addOften(retry, database.dialect()), task -> new Thread(task, "adds").start()))
                    .limit(THREADS)
                    .toList();
            threads.forEach(CompletableFuture::join);
            assertEquals(THREADS * EACH, sum(database));
        }
    }

    private void addOften(TransactionRetry retry, Dialect dialect) {
        try {
            for (int i = 0; i < EACH; i++) {
                retry.call(connection -> {
                    long before = read(connection, dialect);
                    return write(connection, before + 1);
                });
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What PostgreSQL calls "could not serialize access due to concurrent update". */
    @Test
    void aConflictOnPostgresIsRunAgain() throws Exception {
        try (ServiceDatabase database = open(TestDatabase.POSTGRESQL)) {
            TransactionRetry.on(database.dataSource()).call(connection -> {
                long before = read(connection, Dialect.POSTGRESQL);
                if (attempts.incrementAndGet() == 1) {
                    try (Connection other = database.dataSource().getConnection()) {
                        write(other, 10);
                    }
                }
                return write(connection, before + 1);
            });
            assertEquals(11, sum(database));
            assertEquals(2, attempts.get());
        }
    }

    private ServiceDatabase open(TestDatabase kind) throws Exception {
        ServiceDatabase database = kind.open(directory);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE total (n BIGINT)");
            statement.execute("INSERT INTO total VALUES (0)");
        }
        return database;
    }

    private static long read(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (dialect == Dialect.POSTGRESQL) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            }
            try (ResultSet row = statement.executeQuery("SELECT n FROM total")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static int write(Connection connection, long n) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("UPDATE total SET n = " + n);
        }
    }

    private static long sum(ServiceDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sum(n) FROM total")) {
            row.next();
            return row.getLong(1);
        }
    }
}
