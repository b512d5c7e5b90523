// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several starters at once migrate by {@code PRAGMA user_version}: each reads it in a transaction and runs the steps that are
 * missing. Of a step that runs twice nobody hears.
 */
@Timeout(120)
class S53MigrationByUserVersionTest {
    private static final int STARTERS = 3;
    private static final int STEPS = 8;

    @TempDir
    Path folder;

    @ParameterizedTest
    @Through.EachPool
    void eachStepRunsOnce(WayIn wayIn) throws Exception {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (OpenDatabase database = wayIn.open(file)) {
            Workers.run(STARTERS, worker -> {
                for (int step = 1; step <= STEPS; step++) {
                    try (Connection connection = database.transaction()) {
                        long version = Sql.ask(connection, "PRAGMA user_version");
                        if (version < step) {
                            Sql.run(connection, "CREATE TABLE step" + step + "(n)");
                            Sql.run(connection, "INSERT INTO t VALUES(" + step + ")");
                            Sql.run(connection, "PRAGMA user_version = " + step);
                        }
                        connection.commit();
                    }
                }
            });
            assertEquals(STEPS, database.rows());
            assertEquals(STEPS, database.ask("PRAGMA user_version"));
        }
    }

    /** What reads the database, and is no SELECT. */
    enum Read {
        USER_VERSION {
            @Override
            void on(Connection connection) throws SQLException {
                Sql.ask(connection, "PRAGMA user_version");
            }
        },
        TABLE_INFO {
            @Override
            void on(Connection connection) throws SQLException {
                Sql.ask(connection, "PRAGMA table_info(t)");
            }
        },
        TABLES {
            @Override
            void on(Connection connection) throws SQLException {
                try (ResultSet tables = connection.getMetaData().getTables(null, null, null, null)) {
                    tables.next();
                }
            }
        },
        COLUMNS {
            @Override
            void on(Connection connection) throws SQLException {
                try (ResultSet columns = connection.getMetaData().getColumns(null, null, "t", null)) {
                    columns.next();
                }
            }
        };

        abstract void on(Connection connection) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadFirstIsReadInTheTransaction(Read read) throws Exception {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.transaction()) {
            read.on(connection);
            AtomicInteger written = new AtomicInteger();
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                try {
                    database.run("CREATE TABLE late(n)");
                    written.incrementAndGet();
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            Waiting.until(() -> ((io.github.safesqlite.ConcurrencySafeSqliteDataSource) database.dataSource())
                            .statistics()
                            .writeWaiters()
                    == 1);
            assertEquals(0, written.get());
            Sql.run(connection, "CREATE TABLE early(n)");
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "%a%l%", null)) {
                tables.next();
                assertEquals("early", tables.getString("TABLE_NAME"), "its own table is seen before the commit");
            }
            connection.commit();
            other.join();
            assertEquals(1, written.get());
        }
    }
}
