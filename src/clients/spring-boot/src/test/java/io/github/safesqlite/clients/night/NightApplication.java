// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.night;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/** An application that runs a job of Spring Batch when it starts. */
@SpringBootApplication
class NightApplication {
    /**
     * Begins each transaction with a query, so that it waits to write when it begins and not later. Spring Batch has a lock
     * of its own while it stores what a step remembers: a thread that waited to write then would have that lock, and the one
     * that writes would wait for it.
     */
    @Bean
    JdbcTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource) {
            @Override
            protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
                    throws SQLException {
                super.prepareTransactionalConnection(connection, definition);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT count(*) FROM sqlite_schema");
                }
            }
        };
    }
}
