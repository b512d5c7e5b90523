// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static io.github.safesqlite.durability.PermissionCase.allow;
import static io.github.safesqlite.durability.PermissionCase.check;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.OpenFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What somebody finds who may not write, and what the message advises, which is then done. A program of its own, without JUnit,
 * since it must not run as a user to whom permissions mean nothing; prints the name of each case that went as it should.
 */
enum ReadOnlyFolder implements PermissionCase {
    HOT_JOURNAL {
        @Override
        public void play(Path folder) throws Exception {
            Path file = copy(folder, "DELETE", true, "-journal");
            allow(folder, READ_ONLY_DIRECTORY);
            for (String option : READ_ONLY) {
                String message = refused(OpenFailedException.class, () -> rows(file, option));
                says(message, file + "-journal", "Open it once for writing");
                saysNot(message, "open_mode=1", "another process");
            }
            allow(folder, ALL);
            check(rows(file, "") == 1, "one open for writing");
            allow(folder, READ_ONLY_DIRECTORY);
            check(rows(file, "open_mode=1") == 1, "and then anybody reads");
        }
    },
    HOT_JOURNAL_OF_A_FILE_THAT_WAS_TO_BE_WRITTEN {
        @Override
        public void play(Path folder) throws Exception {
            Path file = copy(folder, "DELETE", true, "-journal");
            allow(file, "r--r--r--");
            String message = refused(OpenFailedException.class, () -> rows(file, ""));
            says(message, file + "-journal", "Open it once for writing");
            saysNot(message, "open_mode=1");
        }
    },
    HOT_JOURNAL_WHILE_IT_IS_READ {
        @Override
        public void play(Path folder) throws Exception {
            Path file = copy(folder, "DELETE", false);
            try (Connection reader = DriverManager.getConnection("jdbc:safesqlite:" + file + "?open_mode=1")) {
                check(rows(reader) == 1, "read before");
                Files.delete(file);
                copy(folder, "DELETE", true, "-journal");
                String message = refused(SQLException.class, () -> rows(reader));
                says(message, file + "-journal", "Open it once for writing");
                saysNot(message, "open_mode=1");
            }
        }
    },
    LOG_WITHOUT_ITS_INDEX {
        @Override
        public void play(Path folder) throws Exception {
            Path file = copy(folder, "WAL", true, "-wal");
            allow(folder, READ_ONLY_DIRECTORY);
            for (String option : READ_ONLY) {
                String message = refused(OpenFailedException.class, () -> rows(file, option));
                says(message, file + "-wal", "Open it once for writing", "immutable=1");
                saysNot(message, "open_mode=1", "Check the permissions");
            }
        }
    },
    WAL_MODE {
        @Override
        public void play(Path folder) throws Exception {
            Path file = copy(folder, "WAL", false);
            allow(folder, READ_ONLY_DIRECTORY);
            for (String option : READ_ONLY) {
                String message = refused(OpenFailedException.class, () -> rows(file, option));
                says(message, "WAL mode", "immutable=1", "journal_mode=DELETE");
                saysNot(message, "open_mode=1");
            }
            check(rows(file, "immutable=1") == 1, "as advised");
            allow(folder, ALL);
            check(rows(file, "journal_mode=DELETE") == 1, "one open for writing");
            allow(folder, READ_ONLY_DIRECTORY);
            check(rows(file, "open_mode=1") == 1, "and then anybody reads");
        }
    },
    NOTHING_SET_YET {
        @Override
        public void play(Path folder) throws Exception {
            Path file = copy(folder, "WAL", false);
            allow(folder, READ_ONLY_DIRECTORY);
            String message = refused(OpenFailedException.class, () -> rows(file, ""));
            says(message, "open_mode=1", "immutable=1 if it is in WAL mode");
        }
    },
    READ_AS_BY_THE_DRIVER {
        @Override
        public void play(Path folder) throws Exception {
            Path file = copy(folder, "DELETE", false);
            allow(folder, READ_ONLY_DIRECTORY);
            readsAndDoesNotWrite(file);
            allow(folder, ALL);
            allow(file, "r--r--r--");
            readsAndDoesNotWrite(file);
        }

        private void readsAndDoesNotWrite(Path file) throws Exception {
            try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                check(rows(plain) == 1, "the driver reads");
            }
            try (Connection connection = DriverManager.getConnection("jdbc:safesqlite:" + file)) {
                check(rows(connection) == 1, "by URL");
                writeIsRefused(connection);
            }
            try (var dataSource = new ConcurrencySafeSqliteDataSource(
                            SqliteConfig.builder(file).build());
                    Connection connection = dataSource.getConnection()) {
                check(rows(connection) == 1, "by DataSource");
                writeIsRefused(connection);
                check(rows(connection) == 1, "and again");
            }
        }

        private void writeIsRefused(Connection connection) throws Exception {
            String message = refused(SQLException.class, () -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("INSERT INTO t VALUES ('more')");
                }
            });
            says(message, "cannot be written");
        }
    };

    private static final List<String> READ_ONLY = List.of("open_mode=1", "mode=ro");

    /** Plays all cases below the directory that is named. */
    public static void main(String[] args) throws IOException {
        PermissionCase.playAll(Path.of(args[0]), values());
    }

    /** A database with one row, as it is closed, or as a crash leaves it. */
    private static Path copy(Path folder, String journalMode, boolean crashed, String... beside) throws Exception {
        Path file = folder.resolve("app.db");
        Path original = Files.createTempDirectory("original").resolve("app.db");
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + original);
                Statement statement = plain.createStatement()) {
            statement.execute("PRAGMA journal_mode=" + journalMode);
            statement.execute("PRAGMA cache_size=2");
            statement.execute("CREATE TABLE t(body)");
            statement.execute("INSERT INTO t VALUES ('row')");
            statement.execute("BEGIN");
            statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                    + " INSERT INTO t SELECT zeroblob(500) FROM n");
            if (crashed) {
                Files.copy(original, file);
            }
            for (String suffix : beside) {
                Files.copy(Path.of(original + suffix), Path.of(file + suffix));
            }
            statement.execute("ROLLBACK");
        }
        if (!crashed) {
            Files.copy(original, file);
        }
        return file;
    }

    private static long rows(Path file, String option) throws SQLException {
        boolean driversOption = option.isEmpty() || option.startsWith("open_mode") || option.startsWith("journal");
        SqliteConfigBuilder builder =
                SqliteConfig.builder(driversOption ? file.toString() : "file:" + file + "?" + option);
        if (driversOption && !option.isEmpty()) {
            String[] parts = option.split("=");
            builder.option(parts[0], parts[1]);
        } else if (driversOption) {
            builder.pragma("journal_mode", "DELETE");
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(builder.build());
                Connection connection = dataSource.getConnection()) {
            return rows(connection);
        }
    }

    private static long rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String refused(Class<? extends Exception> type, Callable<?> action) {
        try {
            action.call();
        } catch (Exception failure) {
            if (type.isInstance(failure)) {
                System.err.println("as it should: " + failure);
                return failure.getMessage();
            }
            throw new AssertionError("not a " + type.getSimpleName(), failure);
        }
        throw new AssertionError("it was not refused");
    }

    private static void says(String message, String... parts) {
        for (String part : parts) {
            check(message.contains(part), "\"" + part + "\" in: " + message);
        }
    }

    private static void saysNot(String message, String... parts) {
        for (String part : parts) {
            check(!message.contains(part), "no \"" + part + "\" in: " + message);
        }
    }
}
