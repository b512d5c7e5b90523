// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.type.DateOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each row that does not fit is found and named by its key, and no row is that only looks like it. */
class DataCheckTest {
    /** The finding, the type of the column, a value that has it, and one that does not. */
    private static final String[][] CASES = {
        {"value-type", "INTEGER", "'12a'", "12"},
        {"value-type", "TEXT", "x'41'", "'A'"},
        {"value-type", "BLOB", "'A'", "x'41'"},
        {"value-type", "REAL", "'1,5'", "1.5"},
        {"loses-digits", "INTEGER", "1.5", "1.0"},
        {"loses-digits", "REAL", "0.1", "0.5"},
        {"loses-digits", "NUMERIC(5, 2)", "1.234", "1.23"},
        {"out-of-range", "INTEGER", "2147483648", "2147483647"},
        {"out-of-range", "SMALLINT", "-32769", "-32768"},
        {"out-of-range", "NUMERIC(5, 2)", "1234.5", "123.45"},
        {"nul-character", "TEXT", "CAST(x'410042' AS TEXT)", "'A\\0B'"},
        {"invalid-utf8", "TEXT", "CAST(x'c328' AS TEXT)", "'\u00c3\uFFFD'"},
        {"boolean", "BOOLEAN", "'yes'", "1"},
        {"boolean", "BOOLEAN", "2", "0"},
        {"too-long", "VARCHAR(3)", "'\u00e4\u00f6\u00fc\u00df'", "'\u00e4\u00f6\ud83d\ude00'"},
        {"date-spelling", "DATE", "'30.11.2026'", "'2026-11-30'"},
        {"date-spelling", "DATE", "'2026-02-30'", "'2028-02-29'"},
        {"date-spelling", "DATETIME", "1796000000", "'2026-11-30 23:59:58'"},
        {"zone-lost", "DATETIME", "'2026-11-30 23:59:58Z'", "'2026-11-30T23:59:58'"},
        {"uuid", "UUID", "'abc'", "'123e4567-e89b-12d3-a456-426614174000'"},
    };

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> findsEachRowThatDoesNotFit() {
        return IntStream.range(0, CASES.length)
                .mapToObj(number -> DynamicTest.dynamicTest(String.join(" ", CASES[number]), () -> {
                    String[] row = CASES[number];
                    DataCheck check = check(
                            number + ".db",
                            "CREATE TABLE t(id INTEGER PRIMARY KEY, c " + row[1] + ")",
                            "INSERT INTO t VALUES (7, " + row[2] + "), (8, " + row[3] + "), (9, NULL)");
                    List<Finding> found = check.findings().stream()
                            .filter(finding -> !finding.id().equals("date-spellings"))
                            .toList();
                    assertEquals(
                            List.of(row[0]), found.stream().map(Finding::id).toList());
                    assertEquals(List.of("id=7"), found.get(0).examples());
                    assertEquals("t.c", found.get(0).place());
                }));
    }

    @Test
    void findsDatesThatAreSpelledInAnotherWayThanMost() throws SQLException {
        DataCheck check = check(
                "dates.db",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, c TEXT, d TEXT)",
                "INSERT INTO t VALUES (1, '2026-11-30T10:00:00Z', 'not a date'), (2, '2026-11-30T10:00:00Z', '2026-11-30'),"
                        + " (3, '2026-11-30 10:00', '30.11.2026')");
        assertEquals(List.of("date-spellings t.c"), ids(check));
        assertEquals(List.of("id=3"), check.findings().get(0).examples());
    }

    @Test
    void findsRowsThatReferToNone() throws SQLException {
        DataCheck check = check(
                "orphans.db",
                "CREATE TABLE p(id INTEGER PRIMARY KEY)",
                "CREATE TABLE c(p INTEGER REFERENCES p(id))",
                "INSERT INTO p VALUES (1)",
                "INSERT INTO c VALUES (1), (NULL), (2)");
        assertEquals(List.of("orphan c → p"), ids(check));
        assertEquals(List.of("rowid=3"), check.findings().get(0).examples());
    }

    @Test
    void findsIndexesAndRowsWhereCaseMatters() throws SQLException {
        DataCheck check = check(
                "case.db",
                "CREATE TABLE t(n TEXT COLLATE NOCASE UNIQUE, b TEXT UNIQUE)",
                "INSERT INTO t VALUES ('\u00c4rger', 'A'), ('\u00e4rger', 'a'), ('other', 'b')");
        assertEquals(List.of("nocase-unique t(n)", "nocase-duplicate t(n)"), ids(check));
        assertTrue(check.findings().get(1).examples().get(0).toLowerCase().contains("\u00e4rger"));
    }

    @Test
    void findsNullInAKey() throws SQLException {
        DataCheck check = check("keys.db", "CREATE TABLE t(k TEXT PRIMARY KEY)", "INSERT INTO t VALUES ('a'), (NULL)");
        assertEquals(List.of("null-value t.k"), ids(check));
    }

    @Test
    void countsAllRowsAndNamesSome() throws SQLException {
        DataCheck check = check(
                "many.db",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, c INTEGER)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                        + " INSERT INTO t SELECT i, 'x' || i FROM n");
        assertEquals(1000, check.findings().get(0).count());
        assertEquals(20, check.findings().get(0).examples().size());
    }

    @Test
    void showsWhatAColumnContains() throws SQLException {
        DataCheck check = check(
                "profile.db", "CREATE TABLE t(c)", "INSERT INTO t VALUES (5), (-3), (1.5), ('abc'), (x'00'), (NULL)");
        ColumnProfile profile = check.profiles().get(0);
        assertEquals(Map.of("integer", 2L, "real", 1L, "text", 1L, "blob", 1L, "null", 1L), profile.storage());
        assertEquals(
                Map.of("integer", "-3 to 5", "real", "1.5 to 1.5", "text", "up to 3 characters"), profile.ranges());
    }

    private static List<String> ids(DataCheck check) {
        return check.findings().stream()
                .map(finding -> finding.id() + " " + finding.place())
                .toList();
    }

    private DataCheck check(String name, String... statements) throws SQLException {
        Path file = directory.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : Arrays.asList(statements)) {
                statement.execute(sql);
            }
        }
        try (SqliteSnapshot source = SqliteSnapshot.open(file)) {
            return DataCheck.of(
                    source, SchemaReader.schema(source.connection()), ExpectedTypes.declared(DateOptions.STRICT));
        }
    }
}
