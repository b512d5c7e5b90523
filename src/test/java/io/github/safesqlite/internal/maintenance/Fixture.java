// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.SingleConnectionSource;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database with keepers that look only when told to, on a clock that stands still, and with alarms that ring by hand. */
final class Fixture implements InlineListener, AutoCloseable {
    final Path file;
    final ManualClock clock = new ManualClock();
    final List<Runnable> alarms = new CopyOnWriteArrayList<>();
    final List<MaintenanceReport> reports = new CopyOnWriteArrayList<>();
    int emptied;
    private final List<ConnectionSource> sources = new ArrayList<>();

    Fixture(Path folder) {
        file = folder.resolve("app.db");
    }

    SqliteConfigBuilder config() {
        return SqliteConfig.builder(file).listener(this);
    }

    MaintenanceUser user(SqliteConfigBuilder builder) throws SQLException {
        SqliteConfig config = builder.build();
        Listeners listeners = Listeners.of(config.poolName(), config.listeners());
        ConnectionSource source = SingleConnectionSource.open(config, Ticker.system(), listeners);
        sources.add(source);
        return new MaintenanceUser(config, source, listeners, () -> emptied++);
    }

    /** One that nobody has joined. */
    MaintenanceKeeper keeper() {
        return new MaintenanceKeeper(file, LedgerFile.lockOf(file), clock, Ticker.system(), this::ring);
    }

    /** One as a process of its own would have it. */
    MaintenanceKeeper keeper(MaintenanceUser user) {
        MaintenanceKeeper keeper = keeper();
        keeper.add(user);
        return keeper;
    }

    private Runnable ring(Duration delay, Runnable action) {
        alarms.add(action);
        return () -> alarms.remove(action);
    }

    List<String> tasksRun() {
        return reports.stream().map(MaintenanceReport::task).toList();
    }

    String one(String query) throws SQLException {
        return Sql.text(file, query);
    }

    void run(String... texts) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String text : texts) {
                statement.executeUpdate(text);
            }
        }
    }

    @Override
    public void maintained(MaintenanceReport report) {
        reports.add(report);
    }

    @Override
    public void close() throws SQLException {
        for (ConnectionSource source : sources) {
            source.close(Deadline.after(Ticker.system(), Duration.ZERO));
        }
    }
}
