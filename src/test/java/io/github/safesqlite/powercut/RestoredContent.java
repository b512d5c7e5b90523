// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.powercut.Cuts.Promise;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a {@link RestoringWriter} has acknowledged: how many rows of which origin there are. */
final class RestoredContent implements Acknowledged {
    /** All contents that there were. */
    private final Set<Map<String, Long>> past = new LinkedHashSet<>();

    private Map<String, Long> content = Map.of();
    private Map<String, Long> next = Map.of();
    private int restored;

    @Override
    public void add(String line) {
        String[] parts = line.split(" ");
        if (parts[0].equals("restoring")) {
            next = Map.of(parts[1], (long) RestoringWriter.ROWS);
        } else {
            restored += parts[0].equals("restored") ? 1 : 0;
            content = next;
            next = new TreeMap<>(content);
            next.merge(Integer.toString(restored), 1L, Long::sum);
        }
        past.add(content);
        past.add(next);
    }

    @Override
    public void check(Path database, Promise promise, String when) throws SQLException {
        Map<String, Long> found;
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(database).build());
                Connection connection = dataSource.getConnection()) {
            assertEquals("ok", Sql.text(connection, "PRAGMA integrity_check"), when);
            found = found(connection);
        }
        boolean isGood = promise == Promise.NOTHING_IS_LOST
                ? found.equals(content) || found.equals(next)
                : found.isEmpty() || past.contains(found);
        assertTrue(isGood, () -> when + ": found " + found + ", and not " + content + " or " + next);
    }

    private static Map<String, Long> found(Connection connection) throws SQLException {
        Map<String, Long> found = new TreeMap<>();
        if (Sql.ask(connection, "SELECT count(*) FROM sqlite_schema") > 0) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT origin, count(*) FROM entry GROUP BY origin")) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return found;
    }
}
