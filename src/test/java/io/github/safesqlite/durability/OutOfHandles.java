// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that uses up its file handles. A program of its own, since nothing in a JVM works without them; prints what it has
 * seen to be as it should.
 */
final class OutOfHandles {
    private static final Deque<Closeable> HELD = new ArrayDeque<>();

    private OutOfHandles() {}

    public static void main(String[] arguments) throws Exception {
        loadClasses();
        Path folder = Path.of(arguments[0]);
        SqliteConfig wal = SqliteConfig.builder(folder.resolve("app.db"))
                .connectionTimeout(Duration.ofSeconds(2))
                .build();
        SqliteConfig journal = SqliteConfig.builder(folder.resolve("journal.db"))
                .pragma("journal_mode", "DELETE")
                .maximumPoolSize(1)
                .build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(wal);
                var other = new ConcurrencySafeSqliteDataSource(journal);
                Connection reader = dataSource.getConnection();
                Statement statement = reader.createStatement()) {
            Sql.run(dataSource, "create table t (a)");
            Sql.run(dataSource, "insert into t values (1), (2)");
            Sql.run(other, "create table t (a)");
            try (ResultSet rows = statement.executeQuery("select a from t")) {
                rows.next();
                // What is opened in advance takes handles, and gives them back if it can not be opened.
                awaitIdle(dataSource);
                awaitIdle(other);
                useUp();
                check("an open result set is read on", rows.next());
                Sql.run(dataSource, "insert into t values (3)");
                check("who has a connection writes", true);
                assertNamed("a new connection", () -> readOnManyConnections(dataSource));
                assertNamed("a rollback journal", () -> Sql.run(other, "insert into t values (1)"));
                assertNamed(
                        "a new DataSource",
                        () -> new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("new.db"))
                                        .build())
                                .close());
            }
            release();
            check("new connections can be opened again", readOnManyConnections(dataSource) == 3);
            Sql.run(other, "insert into t values (1)");
            check("a journal can be made again", Sql.rows(other) == 1);
            try (var fresh = new ConcurrencySafeSqliteDataSource(
                    SqliteConfig.builder(folder.resolve("new.db")).build())) {
                Sql.run(fresh, "create table t (a)");
                check("a new DataSource works", Sql.rows(fresh) == 0);
            }
        }
    }

    /** Classes that are read from a directory can not be loaded without a handle either. */
    private static void loadClasses() throws Exception {
        for (String place : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            Path classes = Path.of(place);
            if (Files.isDirectory(classes)) {
                List<String> names;
                try (Stream<Path> files = Files.walk(classes)) {
                    names = files.map(file -> classes.relativize(file).toString())
                            .filter(name -> name.endsWith(".class") && name.contains("safesqlite"))
                            .map(name -> name.substring(0, name.length() - 6).replace(java.io.File.separatorChar, '.'))
                            .toList();
                }
                for (String name : names) {
                    try {
                        Class.forName(name);
                    } catch (ClassNotFoundException | LinkageError notHere) {
                        // One that needs a library which this program does without.
                    }
                }
            }
        }
        Files.list(Path.of(System.getProperty("java.home"))).close();
    }

    private static void awaitIdle(ConcurrencySafeSqliteDataSource dataSource) {
        Waiting.until(
                () -> dataSource.statistics().idle() >= dataSource.config().minimumIdle());
    }

    private static void useUp() {
        try {
            while (true) {
                HELD.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException noMore) {
            System.out.println("used up: " + noMore.getMessage());
        }
    }

    private static void release() throws IOException {
        while (!HELD.isEmpty()) {
            HELD.pop().close();
        }
    }

    /** Reads on more connections than are open. */
    private static long readOnManyConnections(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        Deque<Connection> connections = new ArrayDeque<>();
        try {
            for (int i = 0; i < 6; i++) {
                Connection connection = dataSource.getConnection();
                connections.push(connection);
                connection.createStatement().executeQuery("select a from t").next();
            }
            return Sql.rows(dataSource);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private interface Failing {
        void run() throws Exception;
    }

    private static void assertNamed(String what, Failing failing) throws Exception {
        try {
            failing.run();
        } catch (SQLException failure) {
            System.out.println(failure.getClass().getSimpleName() + " " + failure.getMessage());
            check(
                    what + " names the handles",
                    failure.getMessage().contains("file handle")
                            && !failure.getMessage().contains("permission"));
            return;
        }
        throw new AssertionError(what + " did not fail");
    }

    private static void check(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError(what);
        }
        System.out.println("ok: " + what);
    }
}
