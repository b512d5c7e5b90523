// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.WayIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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

    /** Of a second file, which programs attach. */
    private static final String SECOND_SCHEMA = """
            CREATE TABLE o(id INTEGER PRIMARY KEY, a TEXT, b INT CHECK (b >= 0));
            INSERT INTO o VALUES(1, 'o1', 1), (2, 'o2', 2);
            """;

    /** Of all, since memory databases share the names of one JVM. */
    private static final AtomicInteger created = new AtomicInteger();

    /** Where one wait ends before the timeout in any case: a program runs in one thread, so nobody else ends it. */
    private static final Duration NESTED_WRITE_GRACE = Duration.ofMillis(2);

    /** Of a wait that ends by itself; a busy machine must not make it fail. */
    private static final Duration WRITE_TIMEOUT = Duration.ofMillis(500);

    /** The same where readers keep a writer out, which takes the timeout: what is busy once stays busy. */
    private static final Duration WRITE_TIMEOUT_BESIDE_READERS = Duration.ofMillis(5);

    /** The same for a connection that can not be opened beside a lock; a busy machine must not make one fail. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofMillis(100);

    private static final Map<String, String> PLAIN = Map.of("busy_timeout", "0", "synchronous", "OFF");

    private final Path folder;
    private final Map<Setup.Storage, Path> templates = new EnumMap<>(Setup.Storage.class);
    private final Map<Setup.Storage, Path> secondTemplates = new EnumMap<>(Setup.Storage.class);

    Databases(Path folder) {
        this.folder = folder;
    }

    Database create(WayIn way, Setup setup) throws SQLException {
        String name = "db" + created.incrementAndGet();
        Stored main = store(setup, name, templates, SCHEMA);
        Deque<Cleanup> closings = new ArrayDeque<>();
        closings.push(main.cleanup());
        OpenDatabase opened = way.open(main.name(), options(way, setup));
        closings.push(opened::close);
        return new Database() {
            private @Nullable Stored second;

            @Override
            public Connection connect() throws SQLException {
                return opened.connect();
            }

            @Override
            public String second() throws SQLException {
                if (second == null) {
                    second = store(setup, name + "-second", secondTemplates, SECOND_SCHEMA);
                    closings.addLast(second.cleanup());
                }
                return second.name();
            }

            @Override
            public List<Connection> plain() throws SQLException {
                return second == null
                        ? List.of(Databases.plain(main.name()))
                        : List.of(Databases.plain(main.name()), Databases.plain(second.name()));
            }

            @Override
            public void close() throws SQLException {
                while (!closings.isEmpty()) {
                    closings.pop().run();
                }
            }
        };
    }

    /** A database with its schema. */
    private record Stored(String name, Cleanup cleanup) {}

    private Stored store(Setup setup, String name, Map<Setup.Storage, Path> closedFiles, String schema)
            throws SQLException {
        if (setup.storage() == Setup.Storage.MEMORY) {
            String uri = "file:/" + name + "?vfs=memdb";
            Connection keeper = plain(uri);
            create(keeper, schema);
            return new Stored(uri, keeper::close);
        }
        Path file = folder.resolve(name);
        try {
            Files.copy(template(setup, closedFiles, schema), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Stored(file.toString(), () -> {
            delete(file);
            delete(folder.resolve(name + "-wal"));
            delete(folder.resolve(name + "-shm"));
        });
    }

    private Path template(Setup setup, Map<Setup.Storage, Path> closedFiles, String schema) throws SQLException {
        Path template = closedFiles.get(setup.storage());
        if (template == null) {
            template = folder.resolve("template" + created.incrementAndGet());
            try (Connection connection = plain(template.toString());
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = " + setup.journalMode());
                create(connection, schema);
            }
            closedFiles.put(setup.storage(), template);
        }
        return template;
    }

    private static void create(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(schema);
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
        return WayIn.PLAIN_DRIVER.open(file, PLAIN).connect();
    }

    private static Map<String, String> options(WayIn way, Setup setup) {
        if (way == WayIn.PLAIN_DRIVER) {
            return PLAIN;
        }
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "beginMode", setup.beginMode().name(),
                "writeTimeout", writeTimeout(setup).toMillis() + "ms",
                "nestedWriteGrace", NESTED_WRITE_GRACE.toMillis() + "ms",
                "connectionTimeout", CONNECTION_TIMEOUT.toMillis() + "ms",
                // A write that has a few milliseconds only must not meet the library's own work.
                "checkpointInterval", "1h",
                "optimizeInterval", "off",
                "minimumIdle", "0",
                // Their values are compared: a connection that writes often would have another cache_size.
                "cacheMemory", "off",
                "synchronous", "OFF"));
        if (setup.storage() != Setup.Storage.MEMORY) {
            options.put("journal_mode", setup.journalMode());
        }
        return options;
    }

    private static Duration writeTimeout(Setup setup) {
        return setup.storage() == Setup.Storage.WAL ? WRITE_TIMEOUT : WRITE_TIMEOUT_BESIDE_READERS;
    }

    /** Something to do at the end. */
    @FunctionalInterface
    private interface Cleanup {
        void run() throws SQLException;
    }
}
