// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/** Makes new databases with the start schema, by copying a closed file. */
final class Databases {
    private static final String SCHEMA = """
            CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c REAL, d BLOB);
            CREATE TABLE u(id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL UNIQUE, n INT CHECK (n >= 0));
            CREATE TABLE p(id INTEGER PRIMARY KEY);
            CREATE TABLE k(id INTEGER PRIMARY KEY, p REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED, q REFERENCES p(id));
            CREATE TABLE w(k TEXT PRIMARY KEY, v NUMERIC(8,2)) WITHOUT ROWID;
            CREATE TABLE log(id INTEGER PRIMARY KEY, what TEXT);
            CREATE TRIGGER uu AFTER UPDATE ON u BEGIN INSERT INTO log(what) VALUES(old.name || '>' || new.name); END;
            CREATE VIEW vt AS SELECT id, a, b + 1 AS b1 FROM t;
            INSERT INTO t VALUES(1, 'one', 1, 1.5, x'01'), (2, NULL, 2, NULL, NULL), (3, 'three', 9007199254740993, -0.0, x''),
                (4, '44', NULL, 9e999, x'00ff'), (5, 'é' || char(0) || 'x', -5, 1e-300, 'text');
            INSERT INTO u(name, n) VALUES('ann', 1), ('bob', 2);
            INSERT INTO p VALUES(1), (2);
            INSERT INTO w VALUES('x', 1), ('y', '2.50');
            """;

    /** Of all, since memory databases share the names of one JVM. */
    private static final AtomicInteger created = new AtomicInteger();

    /** All programs run in one thread: what is busy once stays busy. */
    private static final Duration WRITE_TIMEOUT = Duration.ofMillis(5);

    private final Path folder;
    private final Map<Setup.Storage, Path> templates = new EnumMap<>(Setup.Storage.class);

    Databases(Path folder) {
        this.folder = folder;
    }

    Database create(Way way, Setup setup) throws SQLException {
        String name = "db" + created.incrementAndGet();
        return switch (setup.storage()) {
            case MEMORY -> inMemory(way, setup, name);
            case WAL, ROLLBACK_JOURNAL -> onFile(way, setup, name);
        };
    }

    private Database onFile(Way way, Setup setup, String name) throws SQLException {
        Path file = folder.resolve(name);
        try {
            Files.copy(template(setup), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return opened(way, setup, file.toString(), () -> {
            delete(file);
            delete(folder.resolve(name + "-wal"));
            delete(folder.resolve(name + "-shm"));
        });
    }

    private Database inMemory(Way way, Setup setup, String name) throws SQLException {
        String uri = "file:/" + name + "?vfs=memdb";
        Connection keeper = plain(uri);
        create(keeper);
        return opened(way, setup, uri, keeper::close);
    }

    private Path template(Setup setup) throws SQLException {
        Path template = templates.get(setup.storage());
        if (template == null) {
            template = folder.resolve("template" + created.incrementAndGet());
            try (Connection connection = plain(template.toString());
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = " + setup.journalMode());
                create(connection);
            }
            templates.put(setup.storage(), template);
        }
        return template;
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(SCHEMA);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Connection plain(String file) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", "0");
        properties.setProperty("synchronous", "OFF");
        return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
    }

    private static SQLiteDataSource plainDataSource(String file) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static SqliteConfig config(Setup setup, String file) {
        SqliteConfig.Builder builder = SqliteConfig.builder(file)
                .beginMode(setup.beginMode())
                .writeTimeout(WRITE_TIMEOUT)
                .minimumIdle(0)
                .pragma("synchronous", "OFF");
        if (setup.storage() != Setup.Storage.MEMORY) {
            builder.pragma("journal_mode", setup.journalMode());
        }
        return builder.build();
    }

    /** Something to do at the end. */
    @FunctionalInterface
    private interface Cleanup {
        void run() throws SQLException;
    }

    private static Database opened(Way way, Setup setup, String file, Cleanup cleanup) throws SQLException {
        return switch (way) {
            case DRIVER -> database(() -> plain(file), file, () -> {}, cleanup);
            case OWN_POOL -> {
                var pool = new ConcurrencySafeSqliteDataSource(config(setup, file));
                yield database(pool::getConnection, file, pool::close, cleanup);
            }
            case AROUND_PLAIN_DATA_SOURCE -> {
                var around = around(plainDataSource(file), setup, file);
                yield database(around::getConnection, file, around::close, cleanup);
            }
            case AROUND_HIKARI -> {
                HikariConfig hikari = new HikariConfig();
                hikari.setDataSource(plainDataSource(file));
                hikari.setMaximumPoolSize(4);
                hikari.setMinimumIdle(0);
                HikariDataSource pool = new HikariDataSource(hikari);
                var around = around(pool, setup, file);
                yield database(
                        around::getConnection,
                        file,
                        () -> {
                            around.close();
                            pool.close();
                        },
                        cleanup);
            }
            case URL -> {
                Properties properties = new Properties();
                properties.setProperty("beginMode", setup.beginMode().name());
                properties.setProperty("writeTimeout", WRITE_TIMEOUT.toMillis() + "ms");
                properties.setProperty("synchronous", "OFF");
                if (setup.storage() != Setup.Storage.MEMORY) {
                    properties.setProperty("journal_mode", setup.journalMode());
                }
                yield database(
                        () -> DriverManager.getConnection("jdbc:safesqlite:" + file, properties),
                        file,
                        () -> {},
                        cleanup);
            }
        };
    }

    private static ConcurrencySafeSqliteDataSource around(DataSource existing, Setup setup, String file)
            throws SQLException {
        return ConcurrencySafeSqliteDataSource.wrap(existing, config(setup, file));
    }

    /** How a connection is opened. */
    @FunctionalInterface
    private interface Opening {
        Connection open() throws SQLException;
    }

    private static Database database(Opening opening, String file, Cleanup closing, Cleanup cleanup) {
        return new Database() {
            @Override
            public Connection connect() throws SQLException {
                return opening.open();
            }

            @Override
            public Connection plain() throws SQLException {
                return Databases.plain(file);
            }

            @Override
            public void close() throws SQLException {
                try {
                    closing.run();
                } finally {
                    cleanup.run();
                }
            }
        };
    }
}
