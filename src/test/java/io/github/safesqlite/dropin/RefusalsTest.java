// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.SafeSqliteDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.JDBC;

/** What sqlite-jdbc takes and this library refuses: the table of docs/compatibility.md, row by row. */
class RefusalsTest {
    private static final Driver PLAIN = new JDBC();
    private static final Driver OURS = new SafeSqliteDriver();

    /** In the order of the table: a word of the row, what follows the file's name in the URL, and properties. */
    enum Refusal {
        MISSPELT_OPTION("misses one of this library", List.of("?foo=1"), Map.of("writeTimout", "3s")),
        UNKNOWN_VALUE(
                "a value of a PRAGMA that SQLite does not know",
                List.of("?journal_mode=WALL", "?synchronous=SOMETIMES"),
                Map.of("journal_mode", "WALL")),
        NO_SETTING("a PRAGMA that is a query, an action", List.of(), Map.of("optimize", "1")),
        NOT_TAKEN("reads back a value other than", List.of("?page_size=1000"), Map.of("page_size", "1000")),
        CODE(
                "`initSql` in a URL",
                List.of("?initSql=SELECT 1", "?customizer=com.example.Setup", "?extensions=math.so"),
                Map.of());

        private final String row;
        private final List<String> queries;
        private final Map<String, String> properties;

        Refusal(String row, List<String> queries, Map<String, String> properties) {
            this.row = row;
            this.queries = queries;
            this.properties = properties;
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void isTakenByTheDriverAndRefusedHere(Refusal refusal) throws SQLException {
        for (String query : refusal.queries) {
            opens(query, new Properties());
        }
        if (!refusal.properties.isEmpty()) {
            var properties = new Properties();
            properties.putAll(refusal.properties);
            opens("", properties);
        }
    }

    private void opens(String query, Properties properties) throws SQLException {
        try (Connection connection = PLAIN.connect("jdbc:sqlite:" + folder.resolve("plain.db") + query, properties)) {
            connection.createStatement().execute("SELECT * FROM sqlite_schema");
        }
        SQLException refused = assertThrows(
                SQLException.class,
                () -> OURS.connect("jdbc:safesqlite:" + folder.resolve("app.db") + query, properties));
        boolean told = refused instanceof SQLNonTransientConnectionException
                || refused.getMessage().contains("pragmaMismatch");
        assertTrue(told, refused.toString());
        assertTrue(Files.notExists(folder.resolve("app.db")), "and nothing was created");
    }

    @Test
    void theTableHasTheseRowsAndNoOther() throws IOException {
        String document = Files.readString(Path.of("docs/compatibility.md"));
        String section = document.split("\n## What is refused\n")[1].split("\n## ")[0];
        List<String> rows =
                section.lines().filter(line -> line.startsWith("| ")).skip(1).toList();
        assertEquals(Refusal.values().length, rows.size());
        assertTrue(rows.size() <= 5);
        Arrays.stream(Refusal.values())
                .forEach(refusal -> assertTrue(rows.get(refusal.ordinal()).contains(refusal.row), refusal.row));
    }
}
