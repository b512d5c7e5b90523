// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.quarkus;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The DataSource of the library as a bean. */
@ApplicationScoped
class OwnDataSource {
    @Produces
    @Singleton
    @Typed(ConcurrencySafeSqliteDataSource.class)
    ConcurrencySafeSqliteDataSource dataSource(
            @ConfigProperty(name = "database.file", defaultValue = "app.db") String file) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build());
    }

    void close(@Disposes ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        dataSource.close();
    }
}
