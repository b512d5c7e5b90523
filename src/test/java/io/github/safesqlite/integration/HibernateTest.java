// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.integration.HibernateApp.Counter;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import jakarta.persistence.OptimisticLockException;
import java.nio.file.Path;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hibernate through a DataSource and by URL. */
class HibernateTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 15;

    @TempDir
    Path folder;

    private void onEachDataSource(WayIn way, Use use) throws Exception {
        try (OpenDatabase database = way.open(folder.resolve("app.db").toString());
                SessionFactory factory = HibernateApp.on(database.dataSource())) {
            use.of(factory);
        }
    }

    private interface Use {
        void of(SessionFactory factory) throws Exception;
    }

    /** Invariant: with an optimistic version on the row, every increment is kept and no transaction fails. */
    private static void countTogether(SessionFactory factory) throws Exception {
        long id = factory.fromTransaction(session -> {
            var counter = new Counter();
            session.persist(counter);
            return assertNotNullId(counter);
        });
        Workers.run(THREADS, worker -> {
            for (int round = 0; round < ROUNDS; round++) {
                factory.inTransaction(session -> session.find(Counter.class, id).hits++);
                factory.inTransaction(session -> session.persist(new Counter()));
            }
        });
        factory.inSession(session -> {
            Counter counter = session.find(Counter.class, id);
            assertEquals(THREADS * ROUNDS, counter.hits);
            assertEquals(THREADS * ROUNDS, counter.version);
            assertEquals(THREADS * ROUNDS + 1, counters(session));
        });
    }

    private static long counters(Session session) {
        return session.createQuery("select count(*) from Counter", Long.class).getSingleResult();
    }

    private static long assertNotNullId(Counter counter) {
        assertNotNull(counter.id, "an identity key is there after persist");
        return counter.id;
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "AROUND_HIKARI", "URL_IN_HIKARI"})
    void threadsCountTogetherThroughADataSource(WayIn way) throws Exception {
        onEachDataSource(way, HibernateTest::countTogether);
    }

    @Test
    void threadsCountTogetherByUrl() throws Exception {
        try (SessionFactory factory = HibernateApp.on(folder.resolve("app.db"))) {
            countTogether(factory);
        }
    }

    @Test
    void entityChangedInBetweenIsStillAnOptimisticLockFailure() throws Exception {
        onEachDataSource(WayIn.OWN_POOL, factory -> {
            long id = factory.fromTransaction(session -> {
                var counter = new Counter();
                session.persist(counter);
                return counter.id;
            });
            Counter detached = factory.fromSession(session -> session.find(Counter.class, id));
            factory.inTransaction(session -> session.find(Counter.class, id).hits = 5);
            detached.hits = 7;
            assertThrows(
                    OptimisticLockException.class, () -> factory.inTransaction(session -> session.merge(detached)));
            factory.inSession(session -> assertEquals(5, session.find(Counter.class, id).hits));
        });
    }

    @Test
    void rolledBackSessionLeavesNothing() throws Exception {
        onEachDataSource(WayIn.OWN_POOL, factory -> {
            try (Session session = factory.openSession()) {
                session.beginTransaction();
                session.persist(new Counter());
                session.flush();
                session.getTransaction().rollback();
            }
            factory.inSession(session -> assertEquals(0, counters(session)));
        });
    }
}
