// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.timetable.OldRows;
import io.github.safesqlite.sample.timetable.Timetable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.hibernate.Session;

/** Usage and health of providers, stored with Hibernate. Safe for use by multiple threads. */
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

    private final Providers providers;
    private final ChoiceCounter choices;
    private final BackgroundHibernate hibernate;
    private final Clock clock;

    private ProviderRecords(Providers providers, ChoiceCounter choices, BackgroundHibernate hibernate, Clock clock) {
        this.providers = providers;
        this.choices = choices;
        this.hibernate = hibernate;
        this.clock = clock;
    }

    /** Records whose choices are added up in memory. Creates the tables where they are missing. */
    public static ProviderRecords withMergedChoices(
            ConcurrencySafeSqliteDataSource dataSource, Providers providers, Clock clock) throws SQLException {
        createTables(dataSource);
        return new ProviderRecords(providers, new MergedChoices(dataSource), hibernate(dataSource), clock);
    }

    /** Records whose choices are stored one by one. Creates the tables where they are missing. */
    public static ProviderRecords withStoredChoices(DataSource dataSource, Providers providers, Clock clock)
            throws SQLException {
        createTables(dataSource);
        return new ProviderRecords(providers, new StoredChoices(dataSource), hibernate(dataSource), clock);
    }

    private static BackgroundHibernate hibernate(DataSource dataSource) {
        return new BackgroundHibernate(dataSource, StoredHealth.class, StoredUsage.class);
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
        timetable.every(interval, "purge-provider-health", new OldRows("provider_health", keep, clock));
    }

    /** Counts that a provider was chosen. */
    public void chosen(String provider) throws SQLException {
        choices.add(provider, today());
    }

    /** Why nothing can be recorded; empty if all is well. */
    public Optional<String> problem() {
        return hibernate.problem();
    }

    /** Stores the health and the usage of a success, both or none; false if there is no such provider. */
    public boolean succeeded(String provider, long latencyMillis, long tokens) {
        return hibernate.inTransaction(session -> {
            if (!session.doReturningWork(connection -> providers.clearErrors(connection, provider))) {
                return false;
            }
            session.persist(new StoredHealth(provider, new HealthCheck(clock.millis(), true, latencyMillis)));
            addUsage(session, provider, tokens);
            return true;
        });
    }

    /** Needs no upsert: the transaction has written before, so that no other one can insert the row in between. */
    private void addUsage(Session session, String provider, long tokens) {
        int updated = session.createMutationQuery(
                        "update StoredUsage u set u.successes = u.successes + 1, u.tokens = u.tokens + :tokens"
                                + " where u.provider = :provider and u.day = :day")
                .setParameter("provider", provider)
                .setParameter("day", today())
                .setParameter("tokens", tokens)
                .executeUpdate();
        if (updated == 0) {
            session.persist(StoredUsage.ofFirstSuccess(provider, today(), tokens));
        }
    }

    /** Stores the health and the error of a failure, both or none; false if there is no such provider. */
    public boolean failed(String provider, long latencyMillis) {
        return hibernate.inTransaction(session -> {
            if (!session.doReturningWork(connection -> providers.addError(connection, provider))) {
                return false;
            }
            session.persist(new StoredHealth(provider, new HealthCheck(clock.millis(), false, latencyMillis)));
            return true;
        });
    }

    /** Usage by day and provider, newest day first. Choices of the last second may be missing. */
    public List<Usage> usage(int limit) {
        return hibernate.inTransaction(session -> session.createSelectionQuery(
                        "select u.provider, u.day, u.choices, u.successes, u.tokens from StoredUsage u"
                                + " order by u.day desc, u.provider",
                        Usage.class)
                .setMaxResults(limit)
                .getResultList());
    }

    /** The last health checks of a provider, newest first. */
    public List<HealthCheck> health(String provider, int limit) {
        return hibernate.inTransaction(session -> session.createSelectionQuery(
                        "select h.at, h.healthy, h.latency from StoredHealth h where h.provider = :provider"
                                + " order by h.id desc",
                        HealthCheck.class)
                .setParameter("provider", provider)
                .setMaxResults(limit)
                .getResultList());
    }

    /** Stores the choices that are still in memory. */
    public void flush() {
        choices.flush();
    }

    /** Stores the choices that are still in memory, and counts no more. */
    @Override
    public void close() {
        choices.close();
        hibernate.close();
    }

    private String today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    }
}
