// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import io.github.safesqlite.SafeSqliteDriver;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.TableGenerator;
import jakarta.persistence.Version;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.community.dialect.identity.SQLiteIdentityColumnSupport;
import org.hibernate.dialect.identity.IdentityColumnSupport;

/** A small Hibernate application that creates its tables. */
public final class HibernateApp {
    private HibernateApp() {}

    /** An entity with an identity key and an optimistic version. */
    @Entity(name = "Counter")
    public static class Counter {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Column(columnDefinition = "integer")
        public Long id;

        public long hits;

        @Version
        public int version;
    }

    /** An entity whose keys come from a table, so that each block of keys is a transaction of its own. */
    @Entity(name = "Ticket")
    public static class Ticket {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE, generator = "tickets")
        @TableGenerator(name = "tickets", table = "ticket_keys", allocationSize = 2)
        public Long id;

        public String owner;

        @Version
        public int version;
    }

    /** Declares identity columns as INTEGER: the dialect leaves out the type, and then SQLite generates no keys. */
    public static class Dialect extends SQLiteDialect {
        @Override
        public IdentityColumnSupport getIdentityColumnSupport() {
            return new SQLiteIdentityColumnSupport() {
                @Override
                public boolean hasDataTypeInIdentityColumn() {
                    return true;
                }

                @Override
                public String getIdentityColumnString(int type) {
                    return "";
                }
            };
        }
    }

    /** Starts it on a DataSource. */
    public static SessionFactory on(DataSource dataSource) {
        return start(Map.of("hibernate.connection.datasource", dataSource));
    }

    /** Starts it on a file, by URL and driver, with the connection pool of Hibernate. */
    public static SessionFactory on(Path file) {
        return start(Map.of(
                "hibernate.connection.url",
                "jdbc:safesqlite:" + file,
                "hibernate.connection.driver_class",
                SafeSqliteDriver.class.getName(),
                "hibernate.connection.pool_size",
                "20"));
    }

    private static SessionFactory start(Map<String, Object> connection) {
        var configuration = new Configuration().addAnnotatedClass(Counter.class).addAnnotatedClass(Ticket.class);
        configuration.getProperties().putAll(connection);
        return configuration
                .setProperty("hibernate.dialect", Dialect.class.getName())
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
    }
}
