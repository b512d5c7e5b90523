// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.refused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What callers were told: which units were acknowledged, and what others failed with. Thread-safe. */
final class Notes {
    private final Map<Integer, Integer> written = new ConcurrentHashMap<>();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<SQLException> errors = new ConcurrentLinkedQueue<>();

    /** Something that may be refused. */
    interface Attempt {
        void run() throws SQLException;
    }

    /** Whether it worked; if not, its error is noted. */
    boolean works(Attempt attempt) {
        try {
            attempt.run();
            return true;
        } catch (SQLException error) {
            errors.add(error);
            return false;
        }
    }

    /** Writes a unit of that many rows; it is acknowledged if this returns true. */
    boolean writes(int unit, int rows, Attempt attempt) {
        written.put(unit, rows);
        boolean works = works(attempt);
        if (works) {
            acknowledged.add(unit);
        }
        return works;
    }

    /** The units that have been acknowledged by now. */
    Set<Integer> acknowledged() {
        return new HashSet<>(acknowledged);
    }

    List<SQLException> errors() {
        return new ArrayList<>(errors);
    }

    /** Checks that no unit is there by half, and gives those that are there. */
    Set<Integer> stored(Connection connection) throws SQLException {
        Set<Integer> stored = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet units = statement.executeQuery("select unit, count(*) from entry group by unit")) {
            while (units.next()) {
                int unit = units.getInt(1);
                assertEquals(written.get(unit), units.getInt(2), "rows of unit " + unit);
                stored.add(unit);
            }
        }
        return stored;
    }

    /** Checks that the database is intact and has these units. */
    void check(Connection connection, Set<Integer> wanted, String when) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma integrity_check")) {
            row.next();
            assertEquals("ok", row.getString(1), when);
        }
        Set<Integer> lost = new HashSet<>(wanted);
        lost.removeAll(stored(connection));
        assertTrue(lost.isEmpty(), when + ", lost: " + lost);
    }
}
