// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.sample.http.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hibernate, which starts while the service listens already. Safe for use by multiple threads. */
final class BackgroundHibernate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundHibernate.class);
    private static final String PROBLEM = "Hibernate could not start. The log says why.";
    private static final int RETRY_AFTER_SECONDS = 5;

    static {
        // JBoss Logging would choose java.util.logging.
        System.setProperty("org.jboss.logging.provider", "slf4j");
    }

    private final CompletableFuture<SessionFactory> sessions = new CompletableFuture<>();

    /** Starts Hibernate for these entities, whose tables must exist. */
    BackgroundHibernate(DataSource dataSource, Class<?>... entities) {
        Thread thread = new Thread(() -> start(dataSource, entities), "hibernate-start");
        thread.setDaemon(true);
        thread.start();
    }

    private void start(DataSource dataSource, Class<?>... entities) {
        try {
            Configuration configuration = new Configuration().addAnnotatedClasses(entities);
            configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
            SessionFactory factory = configuration.buildSessionFactory();
            factory.inTransaction(session -> List.of(entities).forEach(entity -> readOne(session, entity)));
            sessions.complete(factory);
        } catch (RuntimeException | Error failure) {
            LOG.error("Hibernate could not start", failure);
            sessions.completeExceptionally(failure);
        }
    }

    /** Finds a table that does not fit now, not with the first request. */
    private static <T> void readOne(Session session, Class<T> entity) {
        session.createSelectionQuery("from " + entity.getName(), entity)
                .setMaxResults(1)
                .getResultList();
    }

    /** Why Hibernate does not work; empty while it starts and once it has. */
    Optional<String> problem() {
        return sessions.isCompletedExceptionally() ? Optional.of(PROBLEM) : Optional.empty();
    }

    /** Does the work in one transaction, once Hibernate has started. */
    <T> T inTransaction(Function<Session, T> work) {
        return started().fromTransaction(work);
    }

    private SessionFactory started() {
        try {
            return sessions.join();
        } catch (CompletionException failed) {
            throw Problem.unavailable(PROBLEM, RETRY_AFTER_SECONDS);
        }
    }

    /** Waits until the start is over, since the DataSource is closed next. */
    @Override
    public void close() {
        sessions.handle((factory, failure) -> factory)
                .thenAccept(factory -> {
                    if (factory != null) {
                        factory.close();
                    }
                })
                .join();
    }
}
