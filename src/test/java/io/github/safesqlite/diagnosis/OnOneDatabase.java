// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests have in common that open one DataSource on a real file and use it from several threads. */
abstract class OnOneDatabase {
    @TempDir
    Path directory;

    final Workers workers = new Workers();
    ConcurrencySafeSqliteDataSource dataSource;

    /** Opens it in place of {@link #dataSource}, which is closed with its workers after the test. */
    final void open(SqliteConfigBuilder options, String... statements) throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(options.build());
        for (String sql : statements) {
            write(sql);
        }
    }

    final SqliteConfigBuilder options() {
        return SqliteConfig.builder(directory.resolve("app.db"));
    }

    final void write(String sql) throws SQLException {
        write(dataSource, sql);
    }

    static void write(ConcurrencySafeSqliteDataSource target, String sql) throws SQLException {
        try (Connection connection = target.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @AfterEach
    final void closeDatabase() throws Exception {
        try {
            workers.close();
        } finally {
            if (dataSource != null) {
                dataSource.close();
            }
        }
    }
}
