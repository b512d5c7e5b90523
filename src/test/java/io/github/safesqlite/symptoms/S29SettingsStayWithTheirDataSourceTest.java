// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteUpdateListener;

/**
 * Two DataSources on one file with different settings: a statement of one of them must not run under those of the other
 * (brettwooldridge/HikariCP#394, #1523, #2220).
 */
@Timeout(120)
class S29SettingsStayWithTheirDataSourceTest {
    private static final int ROUNDS = 150;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
            Sql.run(plain, "CREATE TABLE child(p REFERENCES parent(id))");
            Sql.run(plain, "CREATE TABLE seen(who, foreign_keys, synchronous)");
        }
    }

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(file);
    }

    @Test
    void eachStatementRunsUnderItsOwnPragmas() throws Exception {
        String insert = "INSERT INTO seen SELECT ?, f.foreign_keys, s.synchronous"
                + " FROM pragma_foreign_keys AS f, pragma_synchronous AS s";
        try (var strict = new ConcurrencySafeSqliteDataSource(config().pragma("foreign_keys", "ON")
                        .pragma("synchronous", "FULL")
                        .build());
                var loose = new ConcurrencySafeSqliteDataSource(config().build())) {
            Workers.run(8, worker -> {
                ConcurrencySafeSqliteDataSource own = worker % 2 == 0 ? strict : loose;
                for (int i = 0; i < ROUNDS; i++) {
                    try (Connection connection = own.getConnection();
                            PreparedStatement statement = connection.prepareStatement(insert)) {
                        statement.setString(1, worker % 2 == 0 ? "strict" : "loose");
                        statement.executeUpdate();
                    }
                    if (worker % 2 == 0) {
                        assertThrows(SQLException.class, () -> insertOrphan(strict));
                    }
                }
            });
            try (Connection connection = loose.getConnection()) {
                assertEquals(
                        4 * ROUNDS,
                        Sql.ask(
                                connection,
                                "SELECT count(*) FROM seen WHERE (who, foreign_keys, synchronous) = ('strict', 1, 2)"));
                assertEquals(
                        4 * ROUNDS,
                        Sql.ask(
                                connection,
                                "SELECT count(*) FROM seen WHERE (who, foreign_keys, synchronous) = ('loose', 0, 1)"));
                assertEquals(0, Sql.ask(connection, "SELECT count(*) FROM child"));
            }
        }
    }

    private static void insertOrphan(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Sql.run(connection, "INSERT INTO child VALUES(7)");
        }
    }

    /** The other DataSource's write is queued first, so whoever leads after the holder finds both in the queue. */
    @Test
    void queuedWritesOfAnotherDataSourceAreLeftToIt() throws Exception {
        try (var strict = new ConcurrencySafeSqliteDataSource(
                        config().pragma("foreign_keys", "ON").build());
                var loose = new ConcurrencySafeSqliteDataSource(config().build());
                Connection holder = loose.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "INSERT INTO t VALUES(1)");
            try (Workers workers = new Workers()) {
                workers.start("loose", () -> insertOrphan(loose));
                Waiting.until(() -> loose.statistics().writeWaiters() == 1);
                workers.start("strict", () -> assertThrows(SQLException.class, () -> insertOrphan(strict)));
                Waiting.until(() -> loose.statistics().writeWaiters() == 2);
                holder.commit();
            }
            assertEquals(1, Sql.ask(holder, "SELECT count(*) FROM child"));
        }
    }

    @Test
    void functionsOfACustomizerAreThereForItsOwn() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (var own = new ConcurrencySafeSqliteDataSource(config().connectionCustomizer(
                                raw -> Function.create(raw.unwrap(SQLiteConnection.class), "mine", new Function() {
                                    @Override
                                    protected void xFunc() throws SQLException {
                                        calls.incrementAndGet();
                                        result(7);
                                    }
                                }))
                        .build());
                var other = new ConcurrencySafeSqliteDataSource(config().build())) {
            Workers.run(8, worker -> {
                for (int i = 0; i < ROUNDS; i++) {
                    try (Connection connection = (worker % 2 == 0 ? own : other).getConnection()) {
                        Sql.run(
                                connection,
                                worker % 2 == 0 ? "INSERT INTO t VALUES(mine())" : "INSERT INTO t VALUES(1)");
                    }
                }
            });
            assertEquals(4 * ROUNDS, calls.get());
        }
    }

    @Test
    void listenersHearTheirStatementInItsOwnThread() throws Exception {
        Set<String> strangers = Collections.newSetFromMap(new ConcurrentHashMap<>());
        ThreadLocal<Boolean> writes = ThreadLocal.withInitial(() -> false);
        CountDownLatch heard = new CountDownLatch(1);
        SQLiteUpdateListener listener = (type, database, table, rowId) -> {
            heard.countDown();
            if (!writes.get()) {
                strangers.add(Thread.currentThread().getName());
            }
        };
        AtomicInteger notOwn = new AtomicInteger();
        ThreadLocal<Long> wanted = ThreadLocal.withInitial(() -> -1L);
        SQLiteUpdateListener own = (type, database, table, rowId) -> {
            if (wanted.get() != rowId) {
                notOwn.incrementAndGet();
            }
        };
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().connectionCustomizer(raw -> {
                    raw.unwrap(SQLiteConnection.class).addUpdateListener(listener);
                    raw.unwrap(SQLiteConnection.class).addUpdateListener(own);
                })
                .build())) {
            Workers.run(8, worker -> {
                writes.set(true);
                for (int i = 0; i < ROUNDS; i++) {
                    try (Connection connection = dataSource.getConnection()) {
                        wanted.set(worker * 10_000L + i + 1);
                        Sql.run(connection, "INSERT INTO t(rowid, n) VALUES(" + wanted.get() + ", 1)");
                    }
                }
            });
        }
        heard.await();
        assertEquals(Set.of(), strangers);
        assertEquals(0, notOwn.get());
    }
}
