// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.Retention;
import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Usage and health of providers. Safe for use by multiple threads. */
public final class ProviderRecords implements AutoCloseable {
    private static final String[] TABLES = {
        """
        CREATE TABLE IF NOT EXISTS provider_usage (
            provider TEXT NOT NULL,
            day TEXT NOT NULL,
            choices INTEGER NOT NULL DEFAULT 0,
            successes INTEGER NOT NULL DEFAULT 0,
            tokens INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (provider, day))""",
        """
        CREATE TABLE IF NOT EXISTS provider_health (
            id INTEGER PRIMARY KEY,
            provider TEXT NOT NULL,
            at INTEGER NOT NULL,
            healthy INTEGER NOT NULL,
            latency INTEGER NOT NULL)""",
        "CREATE INDEX IF NOT EXISTS provider_health_provider ON provider_health (provider, id)",
        "CREATE INDEX IF NOT EXISTS provider_health_at ON provider_health (at)"
    };

    private final ConcurrencySafeSqliteDataSource dataSource;
    private final Clock clock;
    private final Counters counters;
    private final Counter choices;

    /** Creates the tables where they are missing. Needs the table of {@link Providers}. */
    public ProviderRecords(ConcurrencySafeSqliteDataSource dataSource, Clock clock) throws SQLException {
        this.dataSource = dataSource;
        this.clock = clock;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        this.counters = dataSource.counters(CountersOptions.defaults().withName("provider-usage"));
        this.choices = counters.counter("provider_usage", "choices", Counter.Merge.SUM, "provider", "day");
    }

    /** Deletes old health checks from time to time, in one of the instances that share the file. */
    public void purgeHealth(Duration interval, Duration keep) throws SQLException {
        dataSource
                .maintenance()
                .every(
                        interval,
                        "purge-provider-health",
                        Retention.deleteFrom("provider_health")
                                .where("at < ?", () -> clock.millis() - keep.toMillis()));
    }

    /** Counts that a provider was chosen. It is stored within a second. */
    public void chosen(String provider) {
        choices.add(1, provider, today());
    }

    /** Stores the health and the usage of a success, both or none; false if there is no such provider. */
    public boolean succeeded(String provider, long latencyMillis, long tokens) throws SQLException {
        return inTransaction(connection -> {
            if (update(connection, "UPDATE provider SET errors = 0 WHERE name = ?", provider) == 0) {
                return false;
            }
            addHealth(connection, provider, true, latencyMillis);
            update(
                    connection,
                    "INSERT INTO provider_usage (provider, day, successes, tokens) VALUES (?, ?, 1, ?)"
                            + " ON CONFLICT (provider, day) DO UPDATE SET successes = successes + 1,"
                            + " tokens = tokens + excluded.tokens",
                    provider,
                    today(),
                    tokens);
            return true;
        });
    }

    /** Stores the health and the error of a failure, both or none; false if there is no such provider. */
    public boolean failed(String provider, long latencyMillis) throws SQLException {
        return inTransaction(connection -> {
            if (update(connection, "UPDATE provider SET errors = errors + 1 WHERE name = ?", provider) == 0) {
                return false;
            }
            addHealth(connection, provider, false, latencyMillis);
            return true;
        });
    }

    private void addHealth(Connection connection, String provider, boolean healthy, long latency) throws SQLException {
        update(
                connection,
                "INSERT INTO provider_health (provider, at, healthy, latency) VALUES (?, ?, ?, ?)",
                provider,
                clock.millis(),
                healthy ? 1 : 0,
                latency);
    }

    /** Usage by day and provider, newest day first. Choices of the last second may be missing. */
    public List<Usage> usage(int limit) throws SQLException {
        List<Usage> usage = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT provider, day, choices, successes, tokens"
                                + " FROM provider_usage ORDER BY day DESC, provider LIMIT ?")) {
            select.setInt(1, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    usage.add(new Usage(
                            rows.getString(1), rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
                }
            }
        }
        return usage;
    }

    /** The last health checks of a provider, newest first. */
    public List<HealthCheck> health(String provider, int limit) throws SQLException {
        List<HealthCheck> checks = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT at, healthy, latency FROM provider_health WHERE provider = ? ORDER BY id DESC LIMIT ?")) {
            select.setString(1, provider);
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    checks.add(new HealthCheck(rows.getLong(1), rows.getBoolean(2), rows.getLong(3)));
                }
            }
        }
        return checks;
    }

    /** Stores the choices that are still in memory. */
    public void flush() {
        counters.flush().join();
    }

    /** Stores the choices that are still in memory, and counts no more. */
    @Override
    public void close() {
        counters.close();
    }

    private String today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    }

    private interface Work {
        boolean run(Connection connection) throws SQLException;
    }

    private boolean inTransaction(Work work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean done = work.run(connection);
                connection.commit();
                return done;
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }
}
