// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.variant;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/** This project's data source, with its defaults. The only class of the sample that knows the library. */
public final class SafeSqliteVariant implements Variant {
    @Override
    public String title() {
        return "concurrency-safe-sqlite";
    }

    @Override
    public String id() {
        return "safe";
    }

    @Override
    public OpenDatabase open(Path file, Synchronous synchronous) throws SQLException {
        SqliteConfig config = SqliteConfig.builder(file.toString())
                .pragma("synchronous", synchronous.name())
                .build();
        return new Safe(new ConcurrencySafeSqliteDataSource(config));
    }

    private record Safe(ConcurrencySafeSqliteDataSource source) implements OpenDatabase {
        @Override
        public DataSource dataSource() {
            return source;
        }

        @Override
        public void close() throws SQLException {
            source.close();
        }
    }
}
