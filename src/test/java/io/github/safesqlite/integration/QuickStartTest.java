// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the first page, as it stands there. */
class QuickStartTest {
    @TempDir
    Path folder;

    private String file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("app.db").toString();
    }

    /** A line of text. */
    @Entity(name = "Message")
    static class Message {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Column(columnDefinition = "integer")
        Long id;

        String text;
    }

    @Test
    void plainJdbc() throws Exception {
        try (var dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build())) {
            Sql.run(dataSource, "CREATE TABLE message(id INTEGER PRIMARY KEY, text TEXT)");
        }
        var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                .writeTimeout(Duration.ofSeconds(30))
                .pragma("foreign_keys", "ON")
                .build());
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO message(text) VALUES (?)")) {
            insert.setString(1, "hello");
            insert.executeUpdate();
        }
        assertEquals(1, Sql.ask(dataSource, "SELECT count(*) FROM message WHERE text = 'hello'"));
        dataSource.close();
    }

    @Test
    void hibernate() throws Exception {
        var dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build());
        var configuration = new Configuration();
        configuration.addAnnotatedClass(Message.class);
        configuration.getProperties().put("hibernate.connection.datasource", dataSource);
        configuration.setProperty("hibernate.hbm2ddl.auto", "update");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            factory.inTransaction(session -> {
                var message = new Message();
                message.text = "hello";
                session.persist(message);
            });
        }
        assertEquals(1, Sql.ask(dataSource, "SELECT count(*) FROM message WHERE text = 'hello'"));
        dataSource.close();
    }
}
