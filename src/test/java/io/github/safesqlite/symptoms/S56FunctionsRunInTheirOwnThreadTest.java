// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Collation;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * An audit trigger asks an SQL function for the user, which looks into a ThreadLocal: the statement has to run in the thread
 * that wants it.
 */
@Timeout(120)
class S56FunctionsRunInTheirOwnThreadTest {
    private static final int THREADS = 16;
    private static final int ROUNDS = 60;
    private static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    private static void customize(Connection raw) throws SQLException {
        SQLiteConnection driver = raw.unwrap(SQLiteConnection.class);
        Function.create(driver, "current_user", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                result(USER.get());
            }
        });
        Collation.create(driver, "of_user", new Collation() {
            @Override
            protected int xCompare(String one, String other) {
                return USER.get().equals(one) || USER.get().equals(other) ? 0 : 1;
            }
        });
    }

    private SqliteConfig config() {
        return SqliteConfig.builder(file)
                .connectionCustomizer(S56FunctionsRunInTheirOwnThreadTest::customize)
                .build();
    }

    /** Schemas that call the function, and the statement that does by them; with a parameter for the user. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE made(by DEFAULT (current_user()), wanted)|INSERT INTO made(wanted) VALUES(?)",
                "CREATE TABLE made(by, wanted)|INSERT INTO made VALUES(current_user(), ?)",
                "CREATE TABLE made(by, wanted); CREATE VIEW v AS SELECT current_user() AS u|"
                        + "INSERT INTO made SELECT u, ? FROM v",
                "CREATE TABLE made(by, wanted); CREATE TABLE done(n); CREATE TRIGGER audit AFTER INSERT ON done"
                        + " BEGIN INSERT INTO made VALUES(current_user(), new.n); END|INSERT INTO done VALUES(?)",
                "CREATE TABLE made(by CHECK(by = current_user()), wanted)|INSERT INTO made VALUES(?1, ?1)",
            })
    void eachRowHasItsOwnUser(String schemaAndStatement) throws Exception {
        String[] parts = schemaAndStatement.split("\\|");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config())) {
            assertOwnUsers(dataSource, parts[0], parts[1]);
        }
    }

    @Test
    void aroundAPoolThatBringsTheFunctions() throws Exception {
        try (HikariDataSource hikari = WayIn.hikari("jdbc:sqlite:" + file);
                var dataSource = ConcurrencySafeSqliteDataSource.wrap(hikari, config())) {
            assertOwnUsers(
                    dataSource,
                    "CREATE TABLE made(by DEFAULT (current_user()), wanted)",
                    "INSERT INTO made(wanted) VALUES(?)");
        }
    }

    @Test
    void collationsToo() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config())) {
            assertOwnUsers(
                    dataSource,
                    "CREATE TABLE made(by, wanted)",
                    // To a thread all texts are the same as the name of its user.
                    "INSERT INTO made SELECT iif('a' = ?1 COLLATE of_user, ?1, 'another'), ?1");
        }
    }

    @Test
    void batchesToo() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config())) {
            Sql.run(dataSource, "CREATE TABLE made(by DEFAULT (current_user()), wanted)");
            Workers.run(THREADS, worker -> {
                USER.set("user" + worker);
                for (int i = 0; i < ROUNDS / 2; i++) {
                    try (Connection connection = dataSource.getConnection();
                            PreparedStatement insert =
                                    connection.prepareStatement("INSERT INTO made(wanted) VALUES(?)")) {
                        for (int row = 0; row < 2; row++) {
                            insert.setString(1, USER.get());
                            insert.addBatch();
                        }
                        insert.executeBatch();
                    }
                }
            });
            assertAllRight(dataSource);
        }
    }

    private static void assertOwnUsers(ConcurrencySafeSqliteDataSource dataSource, String schema, String statement)
            throws Exception {
        Sql.run(dataSource, schema);
        Workers.run(THREADS, worker -> {
            USER.set("user" + worker);
            for (int i = 0; i < ROUNDS; i++) {
                try (Connection connection = dataSource.getConnection();
                        PreparedStatement insert = connection.prepareStatement(statement)) {
                    insert.setString(1, USER.get());
                    insert.executeUpdate();
                }
            }
        });
        assertAllRight(dataSource);
    }

    private static void assertAllRight(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertEquals(THREADS * ROUNDS, Sql.ask(connection, "SELECT count(*) FROM made"));
            assertEquals(THREADS * ROUNDS, Sql.ask(connection, "SELECT count(*) FROM made WHERE by = wanted"));
        }
    }

    /** What calls nothing of the application still shares its transaction. */
    @Test
    void otherStatementsShareATransaction() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config());
                Connection holder = dataSource.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "INSERT INTO t VALUES(0)");
            try (Workers workers = new Workers()) {
                for (String name : List.of("first", "second", "third")) {
                    workers.start(name, () -> Sql.run(dataSource, "INSERT INTO t VALUES(1)"));
                }
                Waiting.until(() -> dataSource.statistics().writeWaiters() == 3);
                holder.commit();
            }
            assertTrue(Sql.ask(holder, "SELECT count(*) FROM t") == 4);
        }
    }
}
