// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * Functions, collations and backups need the driver's own connection, which Komga reaches with a DataSource of its own
 * ({@code SqliteUdfDataSource} in gotson/komga).
 */
class S27DriverHandleIsReachableTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    /** SQLite looks up functions when it prepares a statement, and this library keeps statements. */
    @ParameterizedTest
    @Through.DriverAndOurs
    void aFunctionReplacesOneThatWasCalledBefore(WayIn wayIn) throws Exception {
        List<String> texts = List.of("SELECT upper(n) FROM t", "SELECT n FROM shouted");
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect()) {
            Sql.run(connection, "INSERT INTO t VALUES ('a')");
            Sql.run(connection, "CREATE VIEW shouted AS SELECT upper(n) AS n FROM t");
            for (String text : texts) {
                // Twice, so that it is worth keeping.
                for (int i = 0; i < 2; i++) {
                    assertEquals("A", Sql.text(connection, text));
                    assertEquals("A", prepared(connection, text));
                }
            }
            SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
            for (String name : List.of("one", "two")) {
                Function.create(driver, "upper", new Constant(name), 1, Function.FLAG_DETERMINISTIC);
                for (String text : texts) {
                    assertEquals(name, prepared(connection, text), text);
                    assertEquals(name, Sql.text(connection, text), text);
                }
            }
        }
    }

    private static String prepared(Connection connection, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** A function that always gives the same. */
    private static final class Constant extends Function {
        private final String value;

        Constant(String value) {
            this.value = value;
        }

        @Override
        protected void xFunc() throws SQLException {
            result(value);
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void unwrapLeadsToTheDriversConnection(WayIn wayIn) throws Exception {
        Path copy = folder.resolve("copy.db");
        try (OpenDatabase database = wayIn.open(file)) {
            try (Connection connection = database.connect()) {
                Sql.run(connection, "INSERT INTO t VALUES (20)");
                assertTrue(connection.isWrapperFor(SQLiteConnection.class));
                SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
                twice(driver);
                assertEquals(40, Sql.ask(connection, "SELECT twice(n) FROM t"), "the session stays on it");
                assertEquals(0, driver.getDatabase().backup("main", copy.toString(), (remaining, pages) -> {}));
            }
            try (Connection restored = Sql.plain(copy)) {
                assertEquals(20, Sql.ask(restored, "SELECT n FROM t"));
            }
            database.run("INSERT INTO t VALUES (21)");
            assertEquals(2, database.rows());
        }
    }

    @Test
    void whatWasDoneToItStaysWithTheSession() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file)) {
            try (Connection connection = database.connect()) {
                twice(connection.unwrap(SQLiteConnection.class));
            }
            Workers.together(
                    10, worker -> assertThrows(SQLException.class, () -> database.ask("SELECT twice(n) FROM t")));
        }
    }

    @Test
    void ownPoolCustomizesEachConnectionOnce() throws Exception {
        Customized customized = new Customized();
        try (ConcurrencySafeSqliteDataSource dataSource =
                new ConcurrencySafeSqliteDataSource(customized.config(file))) {
            customized.useMany(dataSource);
            // One that is opened in advance is counted a moment before it is customized.
            Waiting.until(() -> dataSource.statistics().total() == customized.calls.size());
        }
    }

    @Test
    void wrappedPoolHasEachConnectionCustomizedOnce() throws Exception {
        Customized customized = new Customized();
        try (HikariDataSource hikari = WayIn.hikari("jdbc:sqlite:" + file);
                ConcurrencySafeSqliteDataSource dataSource =
                        ConcurrencySafeSqliteDataSource.wrap(hikari, customized.config(file))) {
            customized.useMany(dataSource);
        }
    }

    /** A customizer that adds a function and remembers what it was called with. */
    private static final class Customized {
        private final ConcurrentLinkedQueue<Connection> calls = new ConcurrentLinkedQueue<>();

        SqliteConfig config(Path file) {
            // No idle connections are opened in the background, so that the counts agree.
            return SqliteConfig.builder(file)
                    .minimumIdle(0)
                    .connectionCustomizer(raw -> {
                        calls.add(raw);
                        twice(raw.unwrap(SQLiteConnection.class));
                    })
                    .build();
        }

        /** Five connections at once, three times over. */
        void useMany(DataSource dataSource) throws SQLException {
            for (int round = 0; round < 3; round++) {
                List<Connection> open = new ArrayList<>();
                try {
                    for (int i = 0; i < 5; i++) {
                        Connection connection = dataSource.getConnection();
                        open.add(connection);
                        connection.setReadOnly(true);
                        connection.setAutoCommit(false);
                        assertEquals(42, Sql.ask(connection, "SELECT twice(21) FROM sqlite_schema"));
                    }
                } finally {
                    for (Connection connection : open) {
                        connection.close();
                    }
                }
            }
            Set<Connection> different = Collections.newSetFromMap(new ConcurrentHashMap<>());
            different.addAll(calls);
            assertEquals(different.size(), calls.size(), "once per connection");
            assertTrue(calls.size() >= 5, "there were five at once");
        }
    }

    private static void twice(SQLiteConnection driver) throws SQLException {
        Function.create(driver, "twice", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                result(2 * value_int(0));
            }
        });
    }
}
