// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.agent.application;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Reads an entity and changes it, on the connections of Hibernate's own pool. */
public final class HibernateApplication {
    private HibernateApplication() {}

    /** A number. */
    @Entity(name = "Counter")
    static class Counter {
        @Id
        long id;

        int count;
    }

    public static void main(String[] arguments) throws InterruptedException {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(Counter.class)
                .setProperty("hibernate.connection.url", "jdbc:sqlite:" + arguments[0] + "?journal_mode=WAL")
                .setProperty("hibernate.connection.pool_size", String.valueOf(Threads.COUNT))
                .setProperty("hibernate.hbm2ddl.auto", "create");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            factory.inTransaction(session -> {
                Counter counter = new Counter();
                counter.id = 1;
                session.persist(counter);
            });
            Threads.run(() -> {
                for (int i = 0; i < Threads.TRANSACTIONS; i++) {
                    factory.inTransaction(session -> session.find(Counter.class, 1L).count++);
                }
                return null;
            });
            int count = factory.fromSession(session -> session.find(Counter.class, 1L).count);
            System.out.println("counter: " + count);
        }
    }
}
