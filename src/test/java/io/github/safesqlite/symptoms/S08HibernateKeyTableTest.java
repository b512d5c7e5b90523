// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.integration.HibernateApp;
import io.github.safesqlite.integration.HibernateApp.Ticket;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Symptom 8: Hibernate takes the next block of keys in a transaction of its own, through a second connection, while the
 * first transaction of each thread is suspended; at start, with the tables just created, that ended in SQLITE_BUSY.
 */
class S08HibernateKeyTableTest {
    private static final int THREADS = 10;
    private static final int ROUNDS = 8;

    @TempDir
    Path folder;

    /** Invariant: every ticket is there, with a key of its own. */
    private static void firstRequests(SessionFactory factory) throws Exception {
        Workers.run(THREADS, worker -> {
            for (int round = 0; round < ROUNDS; round++) {
                factory.inTransaction(session -> {
                    // A read first: the transaction is in the gate when the key table is asked for.
                    session.createQuery("select count(*) from Ticket", Long.class)
                            .getSingleResult();
                    var ticket = new Ticket();
                    ticket.owner = "worker " + worker;
                    session.persist(ticket);
                });
            }
        });
        Set<Long> keys = new HashSet<>(factory.fromSession(session ->
                session.createQuery("select id from Ticket", Long.class).getResultList()));
        assertEquals(THREADS * ROUNDS, keys.size());
    }

    @Test
    void firstRequestsAfterSchemaCreationTakeKeysThroughADataSource() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(folder.resolve("app.db")).build());
                SessionFactory factory = HibernateApp.on(dataSource)) {
            firstRequests(factory);
        }
    }

    @Test
    void firstRequestsAfterSchemaCreationTakeKeysByUrl() throws Exception {
        try (SessionFactory factory = HibernateApp.on(folder.resolve("app.db"))) {
            firstRequests(factory);
        }
    }
}
