// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.community.dialect.SQLiteDialect;

/** Requests of one Hibernate transaction each, over entities and a session factory of its own. */
final class HibernateRequests implements Requests {
    private static final long THE_COUNTER = 1;

    static {
        // JBoss Logging would choose java.util.logging and write a line for each failed request.
        System.setProperty("org.jboss.logging.provider", "slf4j");
    }

    private final SessionFactory sessionFactory;

    HibernateRequests(DataSource dataSource) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(UserSession.class)
                .addAnnotatedClass(Message.class)
                .addAnnotatedClass(UsageCounter.class);
        configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
        configuration.getProperties().put(JdbcSettings.DIALECT, SQLiteDialect.class.getName());
        sessionFactory = configuration.buildSessionFactory();
    }

    @Override
    public void serve(long user, Acknowledged acknowledged) {
        try (Session session = sessionFactory.openSession()) {
            Transaction transaction = session.beginTransaction();
            try {
                writeMessage(session, user);
                transaction.commit();
            } catch (RuntimeException failed) {
                rollBack(transaction, failed);
                throw failed;
            }
            acknowledged.insert();
            acknowledged.update();
        }
    }

    private static void writeMessage(Session session, long user) {
        UserSession owner = session.find(UserSession.class, user);
        if (owner == null) {
            throw new IllegalStateException("no session row for user " + user);
        }
        UsageCounter counter = session.find(UsageCounter.class, THE_COUNTER);
        session.persist(new Message(owner));
        counter.increment();
    }

    private static void rollBack(Transaction transaction, RuntimeException failed) {
        try {
            if (transaction.getStatus().canRollback()) {
                transaction.rollback();
            }
        } catch (RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    @Override
    public void close() {
        sessionFactory.close();
    }
}
