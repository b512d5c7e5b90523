// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.dropin;

import io.github.safesqlite.BackupOptions;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.path.FilePaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;

/** The program of {@link OtherLocaleTest}: works with databases whose names its locale does not have. */
final class OtherLocaleProcess {
    /** The letters as escapes, for this file is read and the arguments are passed by the locale. */
    static final String NAME = "b\u00fccher \u65e5\u672c.db";

    private OtherLocaleProcess() {}

    /** The first argument is a folder. */
    public static void main(String[] arguments) throws Exception {
        String folder = arguments[0];
        String file = folder + "/" + NAME;
        // Another user of the driver has made it.
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = plain.createStatement()) {
            statement.execute("CREATE TABLE t (a)");
        }
        useUrl(file);
        useDataSource(folder, file);
        System.out.println("done");
    }

    private static void useUrl(String file) throws Exception {
        for (String url : new String[] {"jdbc:safesqlite:" + file, "jdbc:safesqlite:file:" + file}) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO t VALUES (1)");
            }
        }
    }

    private static void useDataSource(String folder, String file) throws Exception {
        SqliteConfig config = SqliteConfig.fromUrl("jdbc:sqlite:" + file, new Properties());
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                Connection one = dataSource.getConnection();
                Connection two = dataSource.getConnection();
                Statement first = one.createStatement();
                Statement second = two.createStatement()) {
            for (int i = 0; i < 100; i++) {
                first.execute("INSERT INTO t VALUES (1)");
                second.execute("INSERT INTO t VALUES (1)");
            }
            require(202, "SELECT count(*) FROM t", second);
            require(Files.exists(FilePaths.of(file + "-wal")), "the log is found");
            require(dataSource.checkpoint().isComplete(), "the log is copied");
            first.execute("ATTACH '" + folder + "/other " + NAME + "' AS other");
            first.execute("CREATE TABLE other.t (a)");
            first.execute("INSERT INTO other.t VALUES (1)");
            require(1, "SELECT count(*) FROM other.t", first);
            first.execute("DETACH other");
            Path copy = FilePaths.of(folder + "/copy " + NAME);
            dataSource.backup(copy, BackupOptions.defaults());
            require(Files.exists(copy), "the copy is there");
            second.execute("DELETE FROM t");
        }
        try (var restored = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(FilePaths.of(file)).build())) {
            restored.restore(FilePaths.of(folder + "/copy " + NAME));
            try (Connection connection = restored.getConnection();
                    Statement statement = connection.createStatement()) {
                require(202, "SELECT count(*) FROM t", statement);
            }
        }
    }

    private static void require(int expected, String sql, Statement statement) throws Exception {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            require(row.getInt(1) == expected, sql + " is " + row.getInt(1) + ", not " + expected);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
