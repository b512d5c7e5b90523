// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.NestedWriteException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Symptom 7: a thread in a transaction opens a second one ({@code REQUIRES_NEW}, an id generator). With a pool of one
 * connection that hung; with more it waited for itself until the busy timeout.
 */
class S07SecondConnectionOfOneThreadTest {
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private JdbcTemplate jdbc;

    @BeforeEach
    void open() throws Exception {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                .writeTimeout(WRITE_TIMEOUT)
                .build());
        jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void close() throws Exception {
        assertEquals(0, dataSource.statistics().active());
        dataSource.close();
    }

    private TransactionTemplate transaction(int propagation) {
        var template = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        template.setPropagationBehavior(propagation);
        return template;
    }

    private TransactionTemplate outer() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private TransactionTemplate inner() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    private int count() {
        return jdbc.queryForObject("SELECT count(*) FROM t", Integer.class);
    }

    private void insert(int key) {
        jdbc.update("INSERT INTO t VALUES (?)", key);
    }

    @Test
    void innerTransactionWritesWhileTheOuterHasOnlyRead() {
        outer().executeWithoutResult(status -> {
            assertEquals(0, count());
            inner().executeWithoutResult(nested -> insert(1));
            inner().executeWithoutResult(nested -> insert(2));
            insert(3);
        });
        assertEquals(3, count());
    }

    @Test
    void rollbackOfTheOuterKeepsWhatTheInnerCommitted() {
        outer().executeWithoutResult(status -> {
            assertEquals(0, count());
            inner().executeWithoutResult(nested -> insert(1));
            insert(2);
            status.setRollbackOnly();
        });
        assertEquals(1, count());
    }

    @Test
    void innerWriteIsRefusedAtOnceOnceTheOuterHasWritten() {
        long start = System.nanoTime();
        NonTransientDataAccessException refused = assertThrows(
                NonTransientDataAccessException.class,
                () -> outer().executeWithoutResult(status -> {
                    insert(1);
                    inner().executeWithoutResult(nested -> insert(2));
                }));
        assertTrue(System.nanoTime() - start < WRITE_TIMEOUT.toNanos() / 2, "it did not wait for itself");

        NestedWriteException cause = assertInstanceOf(NestedWriteException.class, refused.getCause());
        assertTrue(isFromHere(cause.getSuppressed()[0]), "the stack of the first connection");
        assertTrue(isFromHere(cause.getSuppressed()[1]), "the stack of the second connection");
        assertEquals(0, count());
        insert(1);
    }

    private static boolean isFromHere(Throwable throwable) {
        return Arrays.stream(throwable.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(S07SecondConnectionOfOneThreadTest.class.getName()));
    }

    @Test
    void innerReadWorksWhileTheOuterHasWritten() {
        outer().executeWithoutResult(status -> {
            insert(1);
            TransactionTemplate reading = inner();
            reading.setReadOnly(true);
            assertEquals(0, reading.<Integer>execute(nested -> count()));
            assertEquals(
                    0,
                    transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED).<Integer>execute(nested -> count()));
        });
        assertEquals(1, count());
    }
}
