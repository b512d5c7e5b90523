// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.dialect.Dialect;
import io.github.safesqlite.sample.timetable.OldRows;
import io.github.safesqlite.sample.timetable.Timetable;
import java.sql.SQLException;
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
    private static final String ADD_USAGE = """
            INSERT INTO provider_usage (provider, day, successes, tokens) VALUES (:provider, :day, 1, :tokens)
            ON CONFLICT (provider, day) DO UPDATE SET
                successes = provider_usage.successes + 1, tokens = provider_usage.tokens + excluded.tokens""";

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
        createTables(dataSource, Dialect.SQLITE);
        return new ProviderRecords(providers, new MergedChoices(dataSource), hibernate(dataSource), clock);
    }

    /** Records whose choices are stored one by one. Creates the tables where they are missing. */
    public static ProviderRecords withStoredChoices(
            DataSource dataSource, Dialect dialect, Providers providers, Clock clock) throws SQLException {
        createTables(dataSource, dialect);
        return new ProviderRecords(providers, new StoredChoices(dataSource), hibernate(dataSource), clock);
    }

    private static BackgroundHibernate hibernate(DataSource dataSource) {
        return new BackgroundHibernate(dataSource, StoredHealth.class, StoredUsage.class);
    }

    private static void createTables(DataSource dataSource, Dialect dialect) throws SQLException {
        dialect.create(
                dataSource,
                """
                CREATE TABLE IF NOT EXISTS provider_usage (
                    provider %s NOT NULL,
                    day TEXT NOT NULL,
                    choices BIGINT NOT NULL DEFAULT 0,
                    successes BIGINT NOT NULL DEFAULT 0,
                    tokens BIGINT NOT NULL DEFAULT 0,
                    PRIMARY KEY (provider, day))""".formatted(dialect.orderedText()),
                """
                CREATE TABLE IF NOT EXISTS provider_health (
                    id %s,
                    provider TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    healthy BOOLEAN NOT NULL,
                    latency BIGINT NOT NULL)""".formatted(dialect.generatedKey()),
                "CREATE INDEX IF NOT EXISTS provider_health_provider ON provider_health (provider, id)",
                "CREATE INDEX IF NOT EXISTS provider_health_at ON provider_health (at)");
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

    /** An UPSERT: on PostgreSQL, a choice of the provider may insert the row between an UPDATE and an INSERT. */
    private void addUsage(Session session, String provider, long tokens) {
        session.createNativeMutationQuery(ADD_USAGE)
                .setParameter("provider", provider)
                .setParameter("day", today())
                .setParameter("tokens", tokens)
                .executeUpdate();
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
