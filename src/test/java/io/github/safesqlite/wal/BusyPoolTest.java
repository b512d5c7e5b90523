// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten connections that read and write without a pause leave SQLite no moment of its own to reset its log. */
class BusyPoolTest {
    private static final int CONNECTIONS = 10;
    private static final long LIMIT = 16 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final AtomicLong largest = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    @Test
    void logStaysSmallUnderTenBusyConnections() throws Exception {
        Path file = folder.resolve("app.db");
        ExecutorService users = Executors.newFixedThreadPool(CONNECTIONS);
        try (var dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build())) {
            WalFixture.createTable(dataSource);
            List<Callable<Void>> work = new ArrayList<>();
            for (int user = 0; user < CONNECTIONS; user++) {
                boolean writes = user % 2 == 0;
                work.add(() -> {
                    while (written.get() < 4 * LIMIT) {
                        use(dataSource, writes);
                        largest.accumulateAndGet(bytesOfLog(file), Math::max);
                    }
                    return null;
                });
            }
            for (Future<Void> user : users.invokeAll(work)) {
                user.get(180, TimeUnit.SECONDS);
            }
            await().atMost(SOON).until(() -> bytesOfLog(file) < LIMIT);
        } finally {
            users.shutdownNow();
        }
        // Half of what it would be if it never began anew; that leaves room for a machine on which readers wait for a
        // processor.
        assertTrue(largest.get() > 0 && largest.get() < 6 * LIMIT, () -> "the log grew to " + largest + " bytes");
    }

    private void use(ConcurrencySafeSqliteDataSource dataSource, boolean writes) throws SQLException {
        String sql = writes
                ? "insert or replace into t (id, body) values (abs(random()) % 2000, zeroblob(2000))"
                : "select body from t order by id desc limit 50";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            if (writes) {
                statement.executeUpdate();
                written.addAndGet(2_000);
            } else {
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getBytes(1);
                    }
                }
            }
        }
    }

    private static long bytesOfLog(Path file) {
        try {
            return Files.size(Path.of(file + "-wal"));
        } catch (IOException none) {
            return 0;
        }
    }
}
