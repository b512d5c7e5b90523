// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.Retention;
import io.github.safesqlite.sample.timetable.Timetable;
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
import javax.sql.DataSource;

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

    private final DataSource dataSource;
    private final ChoiceCounter choices;
    private final Clock clock;

    private ProviderRecords(DataSource dataSource, ChoiceCounter choices, Clock clock) {
        this.dataSource = dataSource;
        this.choices = choices;
        this.clock = clock;
    }

    /** Records whose choices are added up in memory. Creates the tables where they are missing. */
    public static ProviderRecords withMergedChoices(ConcurrencySafeSqliteDataSource dataSource, Clock clock)
            throws SQLException {
        createTables(dataSource);
        return new ProviderRecords(dataSource, new MergedChoices(dataSource), clock);
    }

    /** Records whose choices are stored one by one. Creates the tables where they are missing. */
    public static ProviderRecords withStoredChoices(DataSource dataSource, Clock clock) throws SQLException {
        createTables(dataSource);
        return new ProviderRecords(dataSource, new StoredChoices(dataSource), clock);
    }

    private static void createTables(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }

    /** Deletes old health checks from time to time. */
    public void purgeHealth(Timetable timetable, Duration interval, Duration keep) throws SQLException {
        timetable.every(
                interval,
                "purge-provider-health",
                Retention.deleteFrom("provider_health").where("at < ?", () -> clock.millis() - keep.toMillis())::run);
    }

    /** Counts that a provider was chosen. */
    public void chosen(String provider) throws SQLException {
        choices.add(provider, today());
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
        choices.flush();
    }

    /** Stores the choices that are still in memory, and counts no more. */
    @Override
    public void close() {
        choices.close();
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
