// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.hibernate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.clients.NoLockErrors;
import io.github.safesqlite.clients.Together;
import io.github.safesqlite.clients.hibernate.Entities.NextVisit;
import io.github.safesqlite.clients.hibernate.Entities.Note;
import io.github.safesqlite.clients.hibernate.Entities.Reading;
import io.github.safesqlite.clients.hibernate.Entities.Stock;
import io.github.safesqlite.clients.hibernate.Entities.Ticket;
import io.github.safesqlite.clients.hibernate.Entities.Visit;
import io.github.safesqlite.error.NestedWriteException;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.tool.schema.spi.SchemaManagementException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hibernate ORM without a framework around it. */
@ExtendWith(NoLockErrors.class)
class HibernateTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 15;

    @TempDir
    Path folder;

    /** What a test does with Hibernate. */
    private interface Use {
        void of(SessionFactory factory) throws Exception;
    }

    private void start(Way way, String schema, List<Class<?>> entities, Use use) throws Exception {
        try (Way.Database database = way.open(folder.resolve("app.db"))) {
            var configuration = new Configuration();
            entities.forEach(configuration::addAnnotatedClass);
            configuration.getProperties().putAll(database.settings());
            configuration.setProperty("hibernate.hbm2ddl.auto", schema);
            configuration.setProperty("hibernate.hbm2ddl.halt_on_error", "true");
            configuration.setProperty("hibernate.jdbc.use_get_generated_keys", "true");
            configuration.setProperty("hibernate.jdbc.batch_size", "25");
            configuration.setProperty("hibernate.order_inserts", "true");
            try (SessionFactory factory = configuration.buildSessionFactory()) {
                use.of(factory);
            }
        }
    }

    private void create(Way way, Class<?> entity, Use use) throws Exception {
        start(way, "create", List.of(entity), use);
    }

    private static long count(SessionFactory factory, String entity) {
        return factory.fromSession(session -> session.createQuery("select count(*) from " + entity, Long.class)
                .getSingleResult());
    }

    private static Visit visit(String visitor) {
        var visit = new Visit();
        visit.visitor = visitor;
        return visit;
    }

    private static Ticket ticket(String owner) {
        var ticket = new Ticket();
        ticket.owner = owner;
        return ticket;
    }

    @ParameterizedTest
    @EnumSource
    void schemaIsCreatedUpdatedAndValidated(Way way) throws Exception {
        start(
                way,
                "create",
                List.of(Visit.class),
                factory -> factory.inTransaction(session -> session.persist(visit("Ada"))));
        assertThrows(
                SchemaManagementException.class,
                () -> start(way, "validate", List.of(NextVisit.class), factory -> {}),
                "a column is missing");

        List<Class<?>> next = List.of(NextVisit.class, Note.class, Reading.class, Ticket.class, Stock.class);
        start(
                way,
                "update",
                next,
                factory -> factory.inTransaction(session -> {
                    NextVisit kept = session.createQuery("from NextVisit", NextVisit.class)
                            .getSingleResult();
                    assertEquals("Ada", kept.visitor);
                    kept.page = "/home";
                }));
        start(
                way,
                "validate",
                next,
                factory -> factory.inSession(session -> assertEquals(
                        "/home",
                        session.createQuery("select page from NextVisit", String.class)
                                .getSingleResult())));
        start(way, "create", next, factory -> assertEquals(0, count(factory, "NextVisit")));
        start(way, "create-drop", next, factory -> assertEquals(0, count(factory, "NextVisit")));
    }

    @ParameterizedTest
    @EnumSource
    void keysThatSqliteGeneratesAreThoseOfTheirRows(Way way) throws Exception {
        create(way, Visit.class, factory -> {
            Map<Long, String> persisted = new ConcurrentHashMap<>();
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    String visitor = worker + " in round " + round;
                    persisted.put(
                            factory.fromTransaction(session -> {
                                Visit visit = visit(visitor);
                                session.persist(visit);
                                return visit.id;
                            }),
                            visitor);
                }
            });
            assertEquals(THREADS * ROUNDS, persisted.size());
            factory.inSession(session ->
                    persisted.forEach((id, visitor) -> assertEquals(visitor, session.find(Visit.class, id).visitor)));
        });
    }

    @ParameterizedTest
    @EnumSource
    void batchesKeepEveryValue(Way way) throws Exception {
        create(way, Reading.class, factory -> {
            var takenAt = LocalDateTime.of(2026, 11, 28, 13, 14, 15, 123_000_000);
            Together.run(
                    THREADS,
                    worker -> factory.inTransaction(session -> {
                        for (int i = 0; i < 60; i++) {
                            var reading = new Reading();
                            reading.id = worker * 1000 + i;
                            reading.sensor = "sensor " + worker;
                            reading.temperature = i / 8.0;
                            reading.price = new BigDecimal("12.50");
                            reading.day = LocalDate.of(2026, 11, 28);
                            reading.takenAt = takenAt;
                            reading.raw = new byte[] {1, (byte) i};
                            reading.valid = i % 2 == 0;
                            session.persist(reading);
                        }
                    }));
            assertEquals(THREADS * 60, count(factory, "Reading"));
            factory.inTransaction(session -> {
                List<Reading> readings = session.createQuery(
                                "from Reading where sensor = :sensor order by id", Reading.class)
                        .setParameter("sensor", "sensor 3")
                        .getResultList();
                assertEquals(60, readings.size());
                for (int i = 0; i < 60; i++) {
                    Reading reading = readings.get(i);
                    assertEquals(i / 8.0, reading.temperature);
                    assertEquals(0, new BigDecimal("12.50").compareTo(reading.price));
                    assertEquals(LocalDate.of(2026, 11, 28), reading.day);
                    assertEquals(takenAt, reading.takenAt);
                    assertArrayEquals(new byte[] {1, (byte) i}, reading.raw);
                    assertEquals(i % 2 == 0, reading.valid);
                    reading.temperature = 20;
                }
            });
            int deleted = factory.fromTransaction(
                    session -> session.createMutationQuery("delete from Reading where temperature = 20 and version = 1")
                            .executeUpdate());
            assertEquals(60, deleted);
        });
    }

    @ParameterizedTest
    @EnumSource
    void pessimisticLockLosesNoUpdate(Way way) throws Exception {
        create(way, Stock.class, factory -> {
            factory.inTransaction(session -> session.persist(new Stock()));
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    factory.inTransaction(
                            session -> session.find(Stock.class, 0L, LockModeType.PESSIMISTIC_WRITE).amount++);
                    factory.inTransaction(session -> {
                        Stock stock = session.find(Stock.class, 0L);
                        session.refresh(stock, LockModeType.PESSIMISTIC_WRITE);
                        stock.amount++;
                    });
                }
            });
            factory.inSession(session -> assertEquals(2 * THREADS * ROUNDS, session.find(Stock.class, 0L).amount));
        });
    }

    @ParameterizedTest
    @EnumSource
    void keysComeFromATableWhileTheTransactionIsOpen(Way way) throws Exception {
        create(way, Ticket.class, factory -> {
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    factory.inTransaction(session -> {
                        session.createQuery("select count(*) from Ticket", Long.class)
                                .getSingleResult();
                        for (int i = 0; i < 5; i++) {
                            session.persist(ticket("worker " + worker));
                        }
                    });
                }
            });
            Set<Long> keys = new HashSet<>(factory.fromSession(session ->
                    session.createQuery("select id from Ticket", Long.class).getResultList()));
            assertEquals(THREADS * ROUNDS * 5, keys.size());
        });
    }

    @ParameterizedTest
    @EnumSource
    void keysThatHibernateChoosesForItselfAreDifferent(Way way) throws Exception {
        create(way, Note.class, factory -> {
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    factory.inTransaction(session -> session.persist(new Note()));
                }
            });
            assertEquals(THREADS * ROUNDS, count(factory, "Note"));
        });
    }

    /** Only one connection can write at a time: SQLITE_BUSY after the whole timeout with the driver alone. */
    @ParameterizedTest
    @EnumSource
    void keyTableIsRefusedAtOnceAfterTheTransactionHasWritten(Way way) throws Exception {
        create(way, Ticket.class, factory -> {
            long begin = System.nanoTime();
            Exception refused = assertThrows(
                    Exception.class,
                    () -> factory.inTransaction(session -> {
                        for (int i = 0; i < 5; i++) {
                            session.persist(ticket("Ada"));
                            session.flush();
                        }
                    }));
            assertTrue(System.nanoTime() - begin < 10_000_000_000L);
            Throwable root = refused;
            while (root.getCause() != null && !(root instanceof NestedWriteException)) {
                root = root.getCause();
            }
            assertInstanceOf(NestedWriteException.class, root);
            assertEquals(0, count(factory, "Ticket"));
            factory.inTransaction(session -> session.persist(ticket("Ada")));
            assertEquals(1, count(factory, "Ticket"));
        });
    }
}
