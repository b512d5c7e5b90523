// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database with a small limit for its log, what is heard of it, and what is logged. */
final class WalFixture implements InlineListener, AutoCloseable {
    static final long SOFT_LIMIT = 1 << 20;

    final Path file;
    final List<CheckpointReport> checkpoints = new CopyOnWriteArrayList<>();
    final List<LeakReport> leaks = new CopyOnWriteArrayList<>();
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    WalFixture(Path folder) {
        file = folder.resolve("app.db");
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    SqliteConfigBuilder config() {
        return SqliteConfig.builder(file)
                .walSoftLimit(SOFT_LIMIT)
                .checkpointInterval(Duration.ofMillis(20))
                .pinThreshold(Duration.ofMillis(100))
                .listener(this);
    }

    ConcurrencySafeSqliteDataSource open() throws SQLException {
        var dataSource = new ConcurrencySafeSqliteDataSource(config().build());
        createTable(dataSource);
        return dataSource;
    }

    static void createTable(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table if not exists t (id integer primary key, body blob)");
        }
    }

    /** Writes about {@code mebibytes} into the log. */
    static void write(ConcurrencySafeSqliteDataSource dataSource, int mebibytes) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into t (body) values (zeroblob(60000))")) {
            for (int i = 0; i < mebibytes * 16; i++) {
                insert.executeUpdate();
            }
        }
    }

    long walBytes() {
        try {
            return Files.size(Path.of(file + "-wal"));
        } catch (IOException none) {
            return 0;
        }
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        checkpoints.add(report);
    }

    @Override
    public void leakDetected(LeakReport report) {
        leaks.add(report);
    }

    @Override
    public void close() {
        System.setErr(before);
        before.print(log());
    }
}
