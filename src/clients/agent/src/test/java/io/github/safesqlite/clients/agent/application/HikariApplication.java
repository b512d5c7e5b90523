// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.agent.application;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteDataSource;

/** Takes its connections from a pool around the driver's DataSource. */
public final class HikariApplication {
    private HikariApplication() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setDataSourceClassName(SQLiteDataSource.class.getName());
        config.addDataSourceProperty("url", "jdbc:sqlite:" + arguments[0] + "?journal_mode=WAL");
        // HikariCP then calls getConnection with a user.
        config.setUsername("application");
        config.setMaximumPoolSize(Threads.COUNT);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (Connection connection = pool.getConnection()) {
                JdbcCounter.create(connection);
            }
            Threads.run(() -> {
                for (int i = 0; i < Threads.TRANSACTIONS; i++) {
                    try (Connection connection = pool.getConnection()) {
                        JdbcCounter.increment(connection);
                    }
                }
                return null;
            });
            try (Connection connection = pool.getConnection()) {
                System.out.println("counter: " + JdbcCounter.read(connection));
            }
        }
    }
}
