// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static io.github.safesqlite.durability.PermissionCase.allow;
import static io.github.safesqlite.durability.PermissionCase.check;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.testing.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A permission is taken away and given back. A program of its own, without JUnit, since it must not run as a user to whom
 * permissions mean nothing; prints the name of each case that went as it should.
 */
enum LostPermission implements PermissionCase {
    FILE_BEFORE_IT_IS_OPENED {
        @Override
        public void play(Path folder) throws Exception {
            Path file = folder.resolve("app.db");
            rollbackJournalFile(file);
            SqliteConfig config = config(file).build();
            allow(file, READ_ONLY);
            assertNamed(fails(OpenFailedException.class, () -> open(config).close()), file);
            allow(file, NOTHING);
            assertNamed(fails(OpenFailedException.class, () -> open(config).close()), file);
            assertNamed(refused(() -> SqliteConfig.builder(file).build()), file);
            allow(file, ALL);
            try (ConcurrencySafeSqliteDataSource dataSource = open(config)) {
                insert(dataSource);
                check(Sql.rows(dataSource) == 2, "the row from before and the new one");
            }
        }
    },
    DIRECTORY_BEFORE_IT_IS_OPENED {
        @Override
        public void play(Path folder) throws Exception {
            Path inside = Files.createDirectory(folder.resolve("inside"));
            Path file = inside.resolve("app.db");
            SqliteConfig config = config(file).build();
            allow(inside, READ_ONLY_DIRECTORY);
            assertNamed(fails(OpenFailedException.class, () -> open(config).close()), inside);
            assertNamed(refused(() -> SqliteConfig.builder(file).build()), inside);
            allow(inside, ALL);
            rollbackJournalFile(file);
            allow(inside, READ_ONLY_DIRECTORY);
            assertNamed(fails(OpenFailedException.class, () -> open(config).close()), inside);
            allow(inside, ALL);
            try (ConcurrencySafeSqliteDataSource dataSource = open(config)) {
                insert(dataSource);
                check(Sql.rows(dataSource) == 2, "the row from before and the new one");
            }
        }
    },
    FILE_IN_USE {
        @Override
        public void play(Path folder) throws Exception {
            Path file = folder.resolve("app.db");
            try (ConcurrencySafeSqliteDataSource dataSource = open(file)) {
                insert(dataSource);
                allow(file, READ_ONLY);
                insert(dataSource);
                check(Sql.rows(dataSource) == 2, "who has the file open goes on, as the operating system has it");
                dataSource.softEvict();
                assertNothingIsWritten(dataSource, file, StorageException.class, 2);
                allow(file, ALL);
                assertWorks(dataSource, 2);
            }
        }
    },
    ALL_FILES_IN_USE {
        @Override
        public void play(Path folder) throws Exception {
            Path file = folder.resolve("app.db");
            try (ConcurrencySafeSqliteDataSource dataSource = open(file);
                    Connection reader = dataSource.getConnection();
                    Statement statement = reader.createStatement();
                    ResultSet rows = statement.executeQuery("select 1 union all select 2")) {
                rows.next();
                insert(dataSource);
                Path log = Path.of(file + "-wal");
                Path index = Path.of(file + "-shm");
                for (Path each : List.of(file, log, index)) {
                    allow(each, READ_ONLY);
                }
                dataSource.softEvict();
                assertNamed(fails(StorageException.class, () -> insert(dataSource)), log);
                rows.close();
                assertNothingIsWritten(dataSource, 1, 1, StorageException.class, file);
                for (Path each : List.of(file, log, index)) {
                    allow(each, ALL);
                }
                Sql.rows(reader);
                insert(dataSource);
                check(Sql.rows(dataSource) == 2, "one more");
            }
        }
    },
    FILE_IN_USE_THAT_CANNOT_BE_READ {
        @Override
        public void play(Path folder) throws Exception {
            Path file = folder.resolve("app.db");
            try (ConcurrencySafeSqliteDataSource dataSource = open(file)) {
                insert(dataSource);
                allow(file, NOTHING);
                dataSource.softEvict();
                assertNamed(fails(OpenFailedException.class, () -> Sql.rows(dataSource)), file);
                assertNamed(fails(OpenFailedException.class, () -> insert(dataSource)), file);
                assertNothingIsHeld(dataSource);
                allow(file, ALL);
                assertWorks(dataSource, 1);
            }
        }
    },
    DIRECTORY_IN_USE {
        @Override
        public void play(Path folder) throws Exception {
            Path inside = Files.createDirectory(folder.resolve("inside"));
            Path file = inside.resolve("app.db");
            SqliteConfig config = config(file).build();
            try (ConcurrencySafeSqliteDataSource dataSource = open(config)) {
                insert(dataSource);
                // With the last connection SQLite removes the log, and can not make another one later.
                dataSource.softEvict();
                allow(inside, READ_ONLY_DIRECTORY);
                assertNamed(fails(OpenFailedException.class, () -> insert(dataSource)), inside);
                assertNamed(fails(OpenFailedException.class, () -> Sql.rows(dataSource)), inside);
                assertNothingIsHeld(dataSource);
                allow(inside, ALL);
                assertWorks(dataSource, 1);
            }
        }
    },
    DIRECTORY_IN_USE_WITH_A_ROLLBACK_JOURNAL {
        @Override
        public void play(Path folder) throws Exception {
            Path inside = Files.createDirectory(folder.resolve("inside"));
            Path file = inside.resolve("app.db");
            var config = config(file).pragma("journal_mode", "DELETE");
            try (var dataSource = new ConcurrencySafeSqliteDataSource(config.build())) {
                createTable(dataSource);
                insert(dataSource);
                allow(inside, READ_ONLY_DIRECTORY);
                assertNothingIsWritten(dataSource, inside, StorageException.class, 1);
                allow(inside, ALL);
                assertWorks(dataSource, 1);
            }
        }
    },
    BACKUP_IN_A_FOLDER_THAT_CANNOT_BE_WRITTEN {
        @Override
        public void play(Path folder) throws Exception {
            Path inside = Files.createDirectory(folder.resolve("inside"));
            Path backup = inside.resolve("backup.db");
            try (ConcurrencySafeSqliteDataSource dataSource = open(folder.resolve("app.db"))) {
                insert(dataSource);
                dataSource.backup(backup);
                insert(dataSource);
                allow(backup, READ_ONLY);
                allow(inside, READ_ONLY_DIRECTORY);
                dataSource.restore(backup);
                check(Sql.rows(dataSource) == 1, "what was backed up");
                allow(inside, ALL);
            }
        }
    },
    FILE_OPENED_BY_URL {
        @Override
        public void play(Path folder) throws Exception {
            Path file = folder.resolve("app.db");
            String url = "jdbc:safesqlite:" + file;
            try (Connection first = DriverManager.getConnection(url)) {
                Sql.run(first, "create table t (body text)");
                allow(file, READ_ONLY);
                try (Connection second = DriverManager.getConnection(url)) {
                    assertNamed(fails(StorageException.class, () -> Sql.run(second, INSERT)), file);
                    allow(file, ALL);
                    // A pool around the driver throws a connection away that fails with 08.
                    SQLException old = fails(StorageException.class, () -> Sql.run(second, INSERT));
                    check(old.getSQLState().startsWith("08"), old.getSQLState());
                }
                try (Connection third = DriverManager.getConnection(url)) {
                    Sql.run(third, INSERT);
                }
                check(Sql.rows(first) == 1, "one row");
            }
        }
    };

    private static final String INSERT = "insert into t values ('row')";
    private static final String READ_ONLY = "r--r--r--";
    private static final String NOTHING = "---------";

    /** Plays all cases below the directory that is named. */
    public static void main(String[] args) throws IOException {
        PermissionCase.playAll(Path.of(args[0]), values());
    }

    private static void assertNothingIsWritten(
            ConcurrencySafeSqliteDataSource dataSource, Path named, Class<? extends SQLException> type, long before)
            throws SQLException {
        assertNothingIsWritten(dataSource, before, 0, type, named);
        assertNothingIsHeld(dataSource);
    }

    private static void assertNothingIsWritten(
            ConcurrencySafeSqliteDataSource dataSource,
            long before,
            int open,
            Class<? extends SQLException> type,
            Path named)
            throws SQLException {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertNamed(fails(type, () -> insert(dataSource)), named);
        }
        try (Connection connection = dataSource.getConnection();
                Statement batch = connection.createStatement()) {
            batch.addBatch(INSERT);
            batch.addBatch(INSERT);
            assertNamed(fails(BatchUpdateException.class, batch::executeBatch), named);
            connection.setAutoCommit(false);
            check(Sql.rows(connection) == before, "rows can be read");
            assertNamed(fails(type, () -> Sql.run(connection, INSERT)), named);
            connection.rollback();
        }
        check(Sql.rows(dataSource) == before, "nothing was written");
        check(dataSource.statistics().openSessions() == open, "none is left open");
    }

    private static void assertWorks(ConcurrencySafeSqliteDataSource dataSource, long before) throws SQLException {
        insert(dataSource);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Sql.run(connection, INSERT);
            connection.commit();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("pragma integrity_check")) {
                row.next();
                check(row.getString(1).equals("ok"), row.getString(1));
            }
            connection.commit();
        }
        check(Sql.rows(dataSource) == before + 2, "all that was acknowledged, and nothing else");
        assertNothingIsHeld(dataSource);
    }

    private static void assertNothingIsHeld(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        var now = dataSource.statistics();
        check(now.openSessions() == 0 && now.active() == 0 && now.writeWaiters() == 0, now.toString());
        check(
                dataSource.snapshot().gate().holder() == null,
                dataSource.snapshot().toString());
    }

    private static void assertNamed(Exception failure, Path named) {
        String message = String.valueOf(failure.getMessage());
        check(message.contains(named.toString()), message);
        check(message.contains("writ") || message.contains("permissions"), message);
        System.err.println("as it should: " + failure.getClass().getSimpleName() + " " + message);
    }

    private interface Action {
        void run() throws SQLException;
    }

    private static SQLException fails(Class<? extends SQLException> type, Action action) {
        try {
            action.run();
        } catch (SQLException failure) {
            if (type.isInstance(failure)) {
                return failure;
            }
            throw new AssertionError("not a " + type.getSimpleName(), failure);
        }
        throw new AssertionError("it did not fail");
    }

    private static SqliteConfigException refused(Runnable action) {
        try {
            action.run();
        } catch (SqliteConfigException failure) {
            return failure;
        }
        throw new AssertionError("it was not refused");
    }

    // Only the cases open connections: what was open before the loss has the right still.
    private static SqliteConfigBuilder config(Path file) {
        return SqliteConfig.builder(file).minimumIdle(0).checkpointInterval(Duration.ofHours(1));
    }

    private static ConcurrencySafeSqliteDataSource open(Path file) throws SQLException {
        return open(config(file).build());
    }

    private static ConcurrencySafeSqliteDataSource open(SqliteConfig config) throws SQLException {
        var dataSource = new ConcurrencySafeSqliteDataSource(config);
        boolean opened = false;
        try {
            createTable(dataSource);
            opened = true;
            return dataSource;
        } finally {
            if (!opened) {
                dataSource.close();
            }
        }
    }

    private static void rollbackJournalFile(Path file) throws SQLException {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sql.run(plain, "create table t (body text)");
            Sql.run(plain, INSERT);
        }
    }

    private static void createTable(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Sql.run(connection, "create table if not exists t (body text)");
        }
    }

    private static void insert(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Sql.run(connection, INSERT);
        }
    }
}
