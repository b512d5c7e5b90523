// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** While a DataSource is suspended, nothing of its database is open, as a checkpoint of the JVM (CRaC) needs it. */
@EnabledOnOs(OS.LINUX)
class SuspendedFilesTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    @Test
    void afterTheLastTransactionNothingIsOpenUntilItGoesOn() throws Exception {
        ConcurrencySafeSqliteDataSource dataSource =
                invariants.open(SqliteConfig.builder(folder.resolve("app.db")).minimumIdle(2));
        Sql.run(dataSource, "CREATE TABLE t(a)");
        // Has a connection of its own, which it keeps.
        dataSource.checkpoint();
        CompletableFuture<Integer> later;
        try (Connection transaction = dataSource.getConnection()) {
            transaction.setAutoCommit(false);
            Sql.run(transaction, "INSERT INTO t VALUES (1)");

            dataSource.suspend();
            dataSource.softEvict();
            assertFalse(OpenFiles.in(folder).isEmpty(), "the transaction goes on");
            later = CompletableFuture.supplyAsync(() -> insertAnother(dataSource));
            Sql.run(transaction, "INSERT INTO t VALUES (2)");
            transaction.commit();
        }
        Waiting.until(() -> dataSource.statistics().total() == 0);
        // One that the background has taken out of the pool may still be closing.
        Waiting.until(() -> OpenFiles.in(folder).isEmpty());
        assertFalse(later.isDone());

        dataSource.resume();
        assertEquals(1, later.join());
        assertEquals(3, Sql.rows(dataSource));
    }

    private static int insertAnother(ConcurrencySafeSqliteDataSource dataSource) {
        try {
            return Sql.run(dataSource, "INSERT INTO t VALUES (3)");
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
