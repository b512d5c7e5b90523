// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's transactions over one DataSource. */
class SpringTransactionsTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private JdbcTemplate jdbc;

    @BeforeEach
    void open() throws Exception {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("app.db")).build());
        jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
    }

    @AfterEach
    void close() throws Exception {
        assertEquals(0, dataSource.statistics().openSessions());
        assertEquals(0, dataSource.statistics().active());
        dataSource.close();
    }

    private TransactionTemplate transaction(int propagation) {
        var template = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        template.setPropagationBehavior(propagation);
        return template;
    }

    private TransactionTemplate required() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private int count() {
        return jdbc.queryForObject("SELECT count(*) FROM t", Integer.class);
    }

    private void insert(int key) {
        jdbc.update("INSERT INTO t VALUES (?, 'x')", key);
    }

    @Test
    void requiredJoinsTheOuterTransaction() {
        required().executeWithoutResult(outer -> {
            insert(1);
            required().executeWithoutResult(inner -> insert(2));
            assertEquals(2, count());
            outer.setRollbackOnly();
        });
        assertEquals(0, count());
    }

    @Test
    void exceptionRollsBack() {
        assertThrows(
                IllegalStateException.class,
                () -> required().executeWithoutResult(status -> {
                    insert(1);
                    throw new IllegalStateException("business");
                }));
        assertEquals(0, count());
    }

    @Test
    void nestedIsASavepoint() {
        required().executeWithoutResult(outer -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
                insert(2);
                inner.setRollbackOnly();
            });
            transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> insert(3));
        });
        assertEquals(2, count());
        assertEquals(1, jdbc.queryForObject("SELECT count(*) FROM t WHERE a = 3", Integer.class));
    }

    @Test
    void readOnlyTransactionReadsAndRefusesToWrite() {
        insert(1);
        TransactionTemplate reading = required();
        reading.setReadOnly(true);
        assertEquals(1, reading.<Integer>execute(status -> count()));

        DataAccessException refused =
                assertThrows(DataAccessException.class, () -> reading.executeWithoutResult(status -> insert(2)));
        assertInstanceOf(ReadOnlySessionException.class, refused.getCause());
        insert(3);
        assertEquals(2, count());
    }

    @Test
    void readOnlyTransactionRunsBesideAWritingOne() {
        insert(1);
        TransactionTemplate reading = transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        reading.setReadOnly(true);
        required().executeWithoutResult(outer -> {
            insert(2);
            assertEquals(1, reading.<Integer>execute(inner -> count()), "the committed state");
            assertEquals(2, count());
        });
    }

    @Test
    void isolationLevelsAreTaken() {
        for (int level : new int[] {
            TransactionDefinition.ISOLATION_READ_UNCOMMITTED,
            TransactionDefinition.ISOLATION_READ_COMMITTED,
            TransactionDefinition.ISOLATION_REPEATABLE_READ,
            TransactionDefinition.ISOLATION_SERIALIZABLE
        }) {
            TransactionTemplate template = required();
            template.setIsolationLevel(level);
            template.executeWithoutResult(status -> insert(level));
        }
        assertEquals(4, count());
    }

    @Test
    void timeoutOfTheTransactionIsTakenForItsStatements() {
        TransactionTemplate template = required();
        template.setTimeout(30);
        template.executeWithoutResult(status -> insert(1));
        assertEquals(1, count());
    }

    @Test
    void threadsShareTheWriteGate() throws Exception {
        insert(0);
        jdbc.update("UPDATE t SET b = 0");
        Workers.run(8, worker -> {
            for (int round = 0; round < 20; round++) {
                required().executeWithoutResult(status -> {
                    int before = jdbc.queryForObject("SELECT b FROM t WHERE a = 0", Integer.class);
                    jdbc.update("UPDATE t SET b = ? WHERE a = 0", before + 1);
                });
            }
        });
        assertTrue(8 * 20 == jdbc.queryForObject("SELECT b FROM t WHERE a = 0", Integer.class));
    }
}
