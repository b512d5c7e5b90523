// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import static org.awaitility.Awaitility.await;

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
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final AtomicLong written = new AtomicLong();
    private volatile boolean isOver;

    @Test
    void logIsEmptiedUnderTenBusyConnections() throws Exception {
        Path file = folder.resolve("app.db");
        ExecutorService users = Executors.newFixedThreadPool(CONNECTIONS);
        try (var dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build())) {
            WalFixture.createTable(dataSource);
            List<Future<?>> work = new ArrayList<>();
            for (int user = 0; user < CONNECTIONS; user++) {
                boolean writes = user % 2 == 0;
                work.add(users.submit(() -> {
                    while (!isOver) {
                        use(dataSource, writes);
                    }
                    return null;
                }));
            }
            // Without a moment for it the log would by now be larger than the limit, and never shrink again.
            await().atMost(LONG)
                    .until(() -> written.get() > 2 * LIMIT || work.stream().anyMatch(Future::isDone));
            await().atMost(LONG)
                    .until(() -> bytesOfLog(file) < LIMIT || work.stream().anyMatch(Future::isDone));
            isOver = true;
            for (Future<?> user : work) {
                user.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
            await().atMost(LONG).until(() -> bytesOfLog(file) < LIMIT);
        } finally {
            isOver = true;
            users.shutdownNow();
        }
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
