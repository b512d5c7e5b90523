// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.lifecycle.OpenFiles;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;

/** What Spring does around a checkpoint of the JVM: it stops the application, and starts it again. */
class CheckpointRestoreLifecycleTest {
    @TempDir
    Path folder;

    private SpringContext application() {
        return SpringContext.withUrl("jdbc:sqlite:" + folder.resolve("app.db"))
                .with("spring.datasource.safesqlite.connection-timeout", "250ms");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void noFileIsOpenFromStopToStart() throws Exception {
        try (var context = application().start(SafeSqliteAutoConfiguration.class)) {
            var dataSource = context.getBean(ConcurrencySafeSqliteDataSource.class);
            Sql.run(dataSource, "CREATE TABLE t(a)");
            dataSource.checkpoint();
            assertFalse(OpenFiles.in(folder).isEmpty());
            context.stop();
            assertEquals(List.of(), OpenFiles.in(folder));
            assertTrue(dataSource.statistics().suspended());
            context.start();
            Sql.run(dataSource, "INSERT INTO t VALUES (1)");
            assertEquals(1, Sql.rows(dataSource));
        }
    }

    @Test
    void anOpenTransactionIsNamedInsteadOfWaitedForWithoutEnd() throws Exception {
        try (var context = application().start(SafeSqliteAutoConfiguration.class)) {
            var dataSource = context.getBean(ConcurrencySafeSqliteDataSource.class);
            var lifecycle = context.getBean(CheckpointRestoreLifecycle.class);
            try (Connection transaction = dataSource.getConnection()) {
                transaction.setAutoCommit(false);
                Sql.run(transaction, "CREATE TABLE t(a)");
                String message = assertThrows(IllegalStateException.class, lifecycle::stop)
                        .getMessage();
                assertTrue(message.contains("1 physical connection(s) are in use after 250 ms"), message);
                transaction.commit();
            }
            assertFalse(lifecycle.isRunning());
            lifecycle.start();
            assertEquals(0, Sql.rows(dataSource));
        }
    }

    /** Uses the database when it is destroyed. */
    static class LastUser {
        static final AtomicInteger LAST = new AtomicInteger();

        @Bean
        AutoCloseable lastUser(ConcurrencySafeSqliteDataSource dataSource) {
            return () -> LAST.set(Sql.run(dataSource, "CREATE TABLE last AS SELECT 1 AS a"));
        }
    }

    @Test
    void theEndOfTheApplicationSuspendsNothing() {
        LastUser.LAST.set(-1);
        application().start(SafeSqliteAutoConfiguration.class, LastUser.class).close();
        assertEquals(0, LastUser.LAST.get());
    }
}
