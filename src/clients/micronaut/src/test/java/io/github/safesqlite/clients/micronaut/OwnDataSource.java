// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.micronaut;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The DataSource of the library, in place of a pool of Micronaut. */
@Factory
@Requires(missingProperty = "datasources")
class OwnDataSource {
    private final ConcurrencySafeSqliteDataSource dataSource;

    OwnDataSource(@Value("${database.file:app.db}") String file) throws SQLException {
        dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build());
    }

    @Singleton
    @Named("default")
    DataSource dataSource() {
        return dataSource;
    }

    // Not preDestroy of the bean: Micronaut puts a proxy in its place, which it cannot close.
    @PreDestroy
    void close() throws SQLException {
        dataSource.close();
    }
}
