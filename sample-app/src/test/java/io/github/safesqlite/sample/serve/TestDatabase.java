// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.dialect.Dialect;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** The databases on which the service runs. */
public enum TestDatabase {
    /** concurrency-safe-sqlite. */
    SAFE(Dialect.SQLITE, PoolKind.SAFE),
    /** HikariCP on SQLite. */
    HIKARI(Dialect.SQLITE, PoolKind.HIKARI),
    /** HikariCP on PostgreSQL. Tests are skipped where it is not installed. */
    POSTGRESQL(Dialect.POSTGRESQL, PoolKind.HIKARI);

    private final Dialect dialect;
    private final PoolKind pool;

    TestDatabase(Dialect dialect, PoolKind pool) {
        this.dialect = dialect;
        this.pool = pool;
    }

    /** What it speaks. */
    public Dialect dialect() {
        return dialect;
    }

    /** Settings for the database of a test, which is the same for the same directory and empty at first. */
    public ServiceSettings settings(Path directory) throws IOException, SQLException {
        DatabaseLocation location = dialect == Dialect.SQLITE
                ? new DatabaseLocation.SqliteFile(directory.resolve("service.db"))
                : new DatabaseLocation.PostgresDatabase(postgresUrl(directory));
        return TestSettings.of(location, pool, 0);
    }

    /** Opens the database of a test. */
    public ServiceDatabase open(Path directory) throws IOException, SQLException {
        return ServiceDatabase.open(settings(directory));
    }

    private static String postgresUrl(Path directory) throws IOException, SQLException {
        PostgresServer server = PostgresServer.shared().orElse(null);
        Assumptions.assumeTrue(
                server != null, "PostgreSQL is not installed. Debian and Ubuntu have it: apt-get install postgresql");
        String schema =
                directory.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        String url = server.url(schema);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        }
        return url;
    }

    /** A statement after which the table refuses new rows for which a condition holds. */
    public String refusal(String table, String column, String value) {
        return dialect == Dialect.SQLITE
                ? "CREATE TRIGGER refuse BEFORE INSERT ON %s WHEN new.%s = '%s' BEGIN SELECT RAISE(ABORT, 'refused'); END"
                        .formatted(table, column, value)
                : "ALTER TABLE %s ADD CHECK (%s <> '%s')".formatted(table, column, value);
    }
}
