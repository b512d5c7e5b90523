// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a database has of the units of an {@link AcknowledgingWriter}. */
public final class StoredUnits {
    private StoredUnits() {}

    /**
     * Checks that the database is intact, holds no unit by half, and all units that were acknowledged. Each worker numbers its
     * units without gaps, so all up to the newest acknowledged one must be there.
     *
     * @param newest the number of the newest acknowledged unit of each worker
     */
    public static void check(Path file, long[] newest, String when) throws SQLException {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("pragma integrity_check")) {
                row.next();
                assertEquals("ok", row.getString(1), when);
            }
            try (ResultSet tables = statement.executeQuery("select 1 from sqlite_schema where name = 'entry'")) {
                if (!tables.next()) {
                    assertEquals(0, Arrays.stream(newest).sum(), when + ": the table is lost");
                    return;
                }
            }
            Map<Integer, Long> found = found(statement, when);
            for (int worker = 0; worker < newest.length; worker++) {
                long there = found.getOrDefault(worker, 0L);
                long acknowledged = newest[worker];
                assertTrue(there >= acknowledged, when + ": worker " + worker + " lost " + (acknowledged - there));
            }
        }
    }

    /** The newest unit of each worker. */
    private static Map<Integer, Long> found(Statement statement, String when) throws SQLException {
        Map<Integer, Long> found = new HashMap<>();
        try (ResultSet units = statement.executeQuery(
                "select worker, count(*), count(distinct number), max(number) from entry group by worker")) {
            while (units.next()) {
                int worker = units.getInt(1);
                assertEquals(units.getLong(4), units.getLong(3), when + ": a gap in worker " + worker);
                assertEquals(
                        units.getLong(3) * Unit.of(worker).parts(),
                        units.getLong(2),
                        when + ": half a unit of worker " + worker);
                found.put(worker, units.getLong(4));
            }
        }
        return found;
    }
}
