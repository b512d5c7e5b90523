// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.SqliteListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An application that uses what the library has, and closes it: reads, writes, a query timeout, an abort, a checkpoint, a
 * backup, a maintenance task, and a connection that is still in use at the close.
 */
public final class Application implements Callable<String> {
    /** Hears of a write that is reported as slow. */
    private static final class SlowWrites implements SqliteListener {
        private final CountDownLatch seen = new CountDownLatch(1);

        @Override
        public void gateSlow(HolderInfo holder) {
            seen.countDown();
        }
    }

    @Override
    public String call() throws Exception {
        Path folder = Files.createTempDirectory("application");
        SlowWrites slow = new SlowWrites();
        SqliteConfig config = SqliteConfig.builder(folder.resolve("app.db"))
                .poolName("application")
                .beginMode(BeginMode.ADAPTIVE)
                .closeTimeout(Duration.ofMillis(50))
                .slowWriteThreshold(Duration.ofMillis(20))
                .leakDetectionThreshold(Duration.ofMillis(20))
                .listener(slow)
                .build();
        String answer;
        try (ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config)) {
            use(source, folder);
            Connection inUse = source.getConnection();
            inUse.setAutoCommit(false);
            Statement statement = inUse.createStatement();
            statement.executeUpdate("INSERT INTO t VALUES (2)");
            slow.seen.await(60, TimeUnit.SECONDS);
        }
        try (ConcurrencySafeSqliteDataSource again = new ConcurrencySafeSqliteDataSource(config);
                Connection connection = again.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO t VALUES (3)");
            try (ResultSet row = statement.executeQuery("SELECT group_concat(id) FROM t")) {
                row.next();
                answer = row.getString(1);
            }
        }
        requireNoThread();
        try (Connection connection =
                        new SafeSqliteDriver().connect("jdbc:safesqlite:" + folder.resolve("app.db"), null);
                Statement statement = connection.createStatement()) {
            // Its threads rest for a while, until the driver is taken out.
            statement.executeUpdate("INSERT INTO t VALUES (4)");
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        return answer;
    }

    private static void requireNoThread() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("safesqlite")) {
                throw new AssertionError("outlives the last DataSource: " + thread);
            }
        }
    }

    private static void use(ConcurrencySafeSqliteDataSource source, Path folder) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE t(id INTEGER PRIMARY KEY)");
            statement.setQueryTimeout(60);
            statement.executeUpdate("INSERT INTO t VALUES (1)");
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT id FROM t").close();
            connection.commit();
        }
        Connection aborted = source.getConnection();
        try (Statement statement = aborted.createStatement()) {
            statement.executeQuery("SELECT id FROM t").close();
            aborted.abort(Runnable::run);
        }
        source.maintenance().every(Duration.ofDays(1), "nothing", connection -> {});
        source.checkpoint();
        source.backup(folder.resolve("copy.db"));
    }
}
