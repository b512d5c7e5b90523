// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A class that needs more than 300 lines has two duties, or a reason. */
class FileSizeTest {
    private static final int LINES = 300;

    /** The files that may be longer, up to how many lines, and why. */
    private static final Map<String, Limit> EXCEPTIONS = Map.ofEntries(
            Map.entry("ConnectionProxy.java", new Limit(360, "JDBC has so many methods")),
            Map.entry("PreparedStatementProxy.java", new Limit(350, "JDBC has so many methods")),
            Map.entry("StatementProxy.java", new Limit(350, "JDBC has so many methods")),
            Map.entry("Database.java", new Limit(310, "all that one user holds of a database")),
            Map.entry("ConnectionPool.java", new Limit(355, "every way to a connection and back")),
            Map.entry("PoolSlots.java", new Limit(370, "one lock guards all of it")),
            Map.entry(
                    "PhysicalConnection.java", new Limit(420, "one method for each thing that a session does with it")),
            Map.entry("WriteGate.java", new Limit(385, "every change of state is under its one lock")),
            Map.entry("Listeners.java", new Limit(380, "one loop per event; a lambda would allocate")),
            Map.entry("SqliteConfig.java", new Limit(500, "one getter per option")),
            Map.entry("SqliteConfigBuilder.java", new Limit(550, "one setter per option")),
            Map.entry("Engine.java", new Limit(380, "puts all parts together, and asks each of them")),
            Map.entry("DataSourceBean.java", new Limit(375, "one setter per option")),
            Map.entry(
                    "ConcurrencySafeSqliteDataSource.java",
                    new Limit(380, "JDBC's DataSource, and a door to each feature")),
            Map.entry("Cursor.java", new Limit(325, "one state machine, read as a whole")),
            Map.entry("Options.java", new Limit(440, "one entry per option")),
            Map.entry("Stage.java", new Limit(350, "a table of stages and events, read as a whole")),
            Map.entry("Transaction.java", new Limit(355, "all that happens to a transaction")));

    private record Limit(int lines, String reason) {}

    @Test
    void mainFilesAreShort() throws Exception {
        Map<String, Integer> tooLong = new TreeMap<>();
        for (Path file : Sources.in(Sources.MAIN)) {
            int lines = Files.readAllLines(file).size();
            String name = file.getFileName().toString();
            Limit limit = EXCEPTIONS.get(name);
            if (lines > (limit == null ? LINES : limit.lines())) {
                tooLong.put(name, lines);
            }
        }
        assertEquals(Map.of(), tooLong);
    }

    @Test
    void exceptionsAreNeeded() throws Exception {
        for (Path file : Sources.in(Sources.MAIN)) {
            String name = file.getFileName().toString();
            if (EXCEPTIONS.containsKey(name)) {
                assertTrue(Files.readAllLines(file).size() > LINES, name + " is short enough without an exception");
            }
        }
    }
}
