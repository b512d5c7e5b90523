// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.sample.dialect.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The providers in the database, and whose turn it is. Safe for use by multiple threads. */
public final class Providers {
    private static final String INSERT = """
            INSERT INTO provider (name, endpoint, enabled, errors) VALUES (?, ?, ?, ?)
            ON CONFLICT (name) DO NOTHING""";
    private static final String REPLACE = """
            UPDATE provider SET endpoint = given.endpoint, enabled = given.enabled, errors = given.errors
            FROM (SELECT ? AS name, ? AS endpoint, ? AS enabled, ? AS errors) AS given
            WHERE provider.name = given.name
            AND (provider.endpoint, provider.enabled, provider.errors) <> (given.endpoint, given.enabled, given.errors)""";

    private final DataSource dataSource;
    private final int errorThreshold;
    private final AtomicInteger turn = new AtomicInteger();

    /** Creates the table where it is missing. A provider with {@code errorThreshold} errors in a row is not chosen. */
    public Providers(DataSource dataSource, Dialect dialect, int errorThreshold) throws SQLException {
        this.dataSource = dataSource;
        this.errorThreshold = errorThreshold;
        dialect.create(dataSource, """
                CREATE TABLE IF NOT EXISTS provider (
                    name %s PRIMARY KEY,
                    endpoint TEXT NOT NULL,
                    enabled BOOLEAN NOT NULL,
                    errors INTEGER NOT NULL)""".formatted(dialect.orderedText()));
    }

    /** All providers by name. */
    public List<Provider> all() throws SQLException {
        List<Provider> providers = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT name, endpoint, enabled, errors FROM provider ORDER BY name")) {
            while (rows.next()) {
                providers.add(new Provider(rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getInt(4)));
            }
        }
        return providers;
    }

    /** The next provider that is enabled and under the error threshold; empty if there is none. */
    public Optional<Provider> next() throws SQLException {
        List<Provider> healthy = all().stream()
                .filter(provider -> provider.enabled() && provider.errors() < errorThreshold)
                .toList();
        if (healthy.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(healthy.get(Math.floorMod(turn.getAndIncrement(), healthy.size())));
    }

    /** Ends the row of errors of a provider; false if there is no such provider. */
    boolean clearErrors(Connection connection, String name) throws SQLException {
        return update(connection, "UPDATE provider SET errors = 0 WHERE name = ?", name);
    }

    /** Counts an error of a provider; false if there is no such provider. */
    boolean addError(Connection connection, String name) throws SQLException {
        return update(connection, "UPDATE provider SET errors = errors + 1 WHERE name = ?", name);
    }

    private static boolean update(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * What an import did.
     *
     * @param added how many providers are new
     * @param changed how many have other values now
     * @param left how many are as they were
     */
    public record Imported(int added, int changed, int left) {}

    /** Adds those that the database does not have, all or none. It keeps the values that it has unless {@code replace}. */
    public Imported add(List<Provider> providers, boolean replace) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int added = write(connection, INSERT, providers);
                int changed = replace ? write(connection, REPLACE, providers) : 0;
                connection.commit();
                return new Imported(added, changed, providers.size() - added - changed);
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    /** Writes them by name: two imports at once that lock rows in different orders would be a deadlock on PostgreSQL. */
    private static int write(Connection connection, String sql, List<Provider> providers) throws SQLException {
        List<Provider> byName =
                providers.stream().sorted(Comparator.comparing(Provider::name)).toList();
        int written = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Provider provider : byName) {
                statement.setString(1, provider.name());
                statement.setString(2, provider.endpoint());
                statement.setBoolean(3, provider.enabled());
                statement.setInt(4, provider.errors());
                written += statement.executeUpdate();
            }
        }
        return written;
    }
}
