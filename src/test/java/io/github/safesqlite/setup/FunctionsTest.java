// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.Function;
import org.sqlite.SQLiteDataSource;

/** SQL functions, aggregates and collations that are given to the configuration. */
@Timeout(120)
class FunctionsTest {
    @TempDir
    Path folder;

    enum Owner {
        BUILDER {
            @Override
            ConcurrencySafeSqliteDataSource open(Path file) throws SQLException {
                return new ConcurrencySafeSqliteDataSource(
                        registered(SqliteConfig.builder(file)).build());
            }
        },
        BEAN {
            @Override
            ConcurrencySafeSqliteDataSource open(Path file) {
                var dataSource = new ConcurrencySafeSqliteDataSource();
                dataSource.setUrl("jdbc:safesqlite:" + file);
                dataSource.addFunction("twice", Twice::new, 1, Function.FLAG_DETERMINISTIC);
                dataSource.addFunction("product", Product::new);
                dataSource.addCollation("backwards", Backwards::new);
                return dataSource;
            }
        },
        WRAPPED {
            @Override
            ConcurrencySafeSqliteDataSource open(Path file) throws SQLException {
                var inner = new SQLiteDataSource();
                inner.setUrl("jdbc:sqlite:" + file);
                return ConcurrencySafeSqliteDataSource.wrap(
                        inner, registered(SqliteConfig.builder(file)).build());
            }
        };

        abstract ConcurrencySafeSqliteDataSource open(Path file) throws SQLException;

        static SqliteConfigBuilder registered(SqliteConfigBuilder builder) {
            return builder.function("twice", Twice::new, 1, Function.FLAG_DETERMINISTIC)
                    .function("product", Product::new)
                    .collation("backwards", Backwards::new);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachConnectionHasThem(Owner owner) throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = owner.open(folder.resolve("app.db"))) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("CREATE TABLE t(a INTEGER, name TEXT COLLATE backwards)");
                statement.executeUpdate("CREATE INDEX i ON t(twice(a))");
                statement.executeUpdate("INSERT INTO t VALUES (2, 'a'), (3, 'b'), (7, 'c')");
            }
            Workers.run(8, worker -> {
                for (int i = 0; i < 200; i++) {
                    try (Connection connection = dataSource.getConnection();
                            PreparedStatement statement = connection.prepareStatement("SELECT twice(?)")) {
                        int value = 1000 * worker + i;
                        statement.setInt(1, value);
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                            assertEquals(2 * value, row.getInt(1));
                        }
                        assertEquals("42", Sql.text(connection, "SELECT product(a) FROM t"));
                        assertEquals("c", Sql.text(connection, "SELECT name FROM t ORDER BY name"));
                        assertEquals("7", Sql.text(connection, "SELECT a FROM t WHERE twice(a) = 14"));
                    }
                }
            });
        }
    }

    @Test
    void oneFunctionForAllConnectionsIsRefused() {
        var shared = new Twice();
        SqliteConfigBuilder builder = SqliteConfig.builder(":memory:");
        String message = assertThrows(IllegalArgumentException.class, () -> builder.function("twice", () -> shared))
                .getMessage();
        assertTrue(message.startsWith("function \"twice\": each connection needs its own Function"), message);
        assertThrows(IllegalArgumentException.class, () -> builder.function("twice", () -> null));
        assertThrows(IllegalArgumentException.class, () -> builder.function("twice", Twice::new, 128, 0));
        assertThrows(NullPointerException.class, () -> builder.collation(null, Backwards::new));

        var bean = new ConcurrencySafeSqliteDataSource();
        bean.setUrl("jdbc:safesqlite::memory:");
        bean.addFunction("twice", () -> shared);
        assertTrue(assertThrows(SQLException.class, bean::getConnection)
                .getMessage()
                .contains("its own Function"));
    }

    @Test
    void initSqlAndViewsCanUseThem() throws Exception {
        SqliteConfig config = Owner.registered(SqliteConfig.builder(folder.resolve("app.db")))
                .initSql("CREATE TEMP VIEW v AS SELECT twice(21) AS a")
                .build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                Connection connection = dataSource.getConnection()) {
            assertEquals("42", Sql.text(connection, "SELECT a FROM v"));
        }
    }
}
