// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Symptom 70: coroutines and reactive code begin a transaction on one thread of a pool, go on with it on another, and use the
 * first for other work. Of 960 jobs on 6 threads 825 were refused as nested, though nobody waited for himself.
 */
class S70TransactionsChangeThreadsTest {
    private static final int JOBS = 960;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource source;

    @ParameterizedTest
    @CsvSource({"64, false", "6, false", "64, true", "6, true"})
    void everyJobSucceeds(int threads, boolean readsFirst) throws Exception {
        source = invariants.open(SqliteConfig.builder(folder.resolve("app.db"))
                .writeTimeout(Duration.ofSeconds(100))
                .connectionTimeout(Duration.ofSeconds(100))
                .nestedWriteGrace(Duration.ofSeconds(20))
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE t(a)");
        ExecutorService begin = Executors.newFixedThreadPool(threads);
        ExecutorService goOn = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Void>> jobs = new ArrayList<>();
            for (int job = 0; job < JOBS; job++) {
                jobs.add(CompletableFuture.supplyAsync(step(() -> begin(readsFirst)), begin)
                        .thenApplyAsync(
                                connection -> step(() -> insert(connection)).get(), goOn)
                        .thenAcceptAsync(
                                connection -> step(() -> commit(connection)).get(), goOn));
            }
            CompletableFuture.allOf(jobs.toArray(CompletableFuture[]::new)).get(100, TimeUnit.SECONDS);
        } finally {
            begin.shutdownNow();
            goOn.shutdownNow();
        }
        assertEquals(2L * JOBS, Sql.ask(source, "SELECT count(*) FROM t"));
        assertEquals(1, invariants.log().split("continues on thread", -1).length - 1, "logged once");
    }

    private Connection begin(boolean readsFirst) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        if (readsFirst) {
            Sql.ask(connection, "SELECT count(*) FROM t");
        }
        return insert(connection);
    }

    private static Connection insert(Connection connection) throws SQLException {
        Sql.run(connection, "INSERT INTO t VALUES (1)");
        return connection;
    }

    private static Connection commit(Connection connection) throws SQLException {
        connection.commit();
        connection.close();
        return connection;
    }

    private interface Step {
        Connection run() throws SQLException;
    }

    private static java.util.function.Supplier<Connection> step(Step step) {
        return () -> {
            try {
                return step.run();
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        };
    }
}
