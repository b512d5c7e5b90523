// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A connection is aborted at the moment when its statement begins. */
class AbortTest {
    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    @TempDir
    Path folder;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @Test
    void anEndlessQueryEndsHoweverEarlyItIsAborted() throws Exception {
        ConcurrencySafeSqliteDataSource dataSource = invariants.open(SqliteConfig.builder(folder.resolve("app.db")));
        for (int round = 0; round < 150; round++) {
            Connection connection = dataSource.getConnection();
            CyclicBarrier together = new CyclicBarrier(2);
            CompletableFuture<SQLException> query = CompletableFuture.supplyAsync(() -> run(connection, together));
            together.await(60, TimeUnit.SECONDS);
            for (int spin = 0; spin < round * 20; spin++) {
                Thread.onSpinWait();
            }
            connection.abort(ForkJoinPool.commonPool());
            assertNotNull(query.get(60, TimeUnit.SECONDS));
        }
    }

    private static SQLException run(Connection connection, CyclicBarrier together) {
        try (Statement statement = connection.createStatement()) {
            together.await(60, TimeUnit.SECONDS);
            statement.execute(ENDLESS);
            return null;
        } catch (SQLException ended) {
            return ended;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
