// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What SQLite keeps per connection, two sessions of one small pool see as two connections of the driver do. */
class PerConnectionTest {
    private static final Path DOCUMENT = Path.of("docs/compatibility.md");

    @TempDir
    Path folder;

    /** What a session is asked for, while another one writes in between. */
    private enum Count {
        LAST_INSERT_ROWID("last_insert_rowid()", "SELECT last_insert_rowid()"),
        CHANGES("changes()", "SELECT changes()"),
        TOTAL_CHANGES("total_changes()", "SELECT total_changes()"),
        IN_A_VIEW("last_insert_rowid()", "SELECT r || ',' || c || ',' || n FROM counters"),
        DATA_VERSION("PRAGMA data_version", "PRAGMA data_version");

        private final String name;
        private final String query;

        Count(String name, String query) {
            this.name = name;
            this.query = query;
        }
    }

    /** PRAGMAs of the connection, each with a value that is not SQLite's or this library's default. */
    private static final List<String> SETTINGS = List.of(
            "analysis_limit=77",
            "automatic_index=0",
            "busy_timeout=77",
            "cache_size=77",
            "cache_spill=0",
            "cell_size_check=1",
            "checkpoint_fullfsync=1",
            "count_changes=1",
            "empty_result_callbacks=1",
            "foreign_keys=1",
            "full_column_names=1",
            "fullfsync=1",
            "ignore_check_constraints=1",
            "journal_size_limit=77",
            "legacy_alter_table=1",
            "max_page_count=77777",
            "mmap_size=65536",
            "query_only=1",
            "read_uncommitted=1",
            "recursive_triggers=1",
            "reverse_unordered_selects=1",
            "secure_delete=1",
            "short_column_names=0",
            "synchronous=0",
            "temp_store=1",
            "threads=2",
            "trusted_schema=0",
            "wal_autocheckpoint=77",
            "writable_schema=1");

    /** What only its connection can see, and a query that shows it. */
    private enum Own {
        TEMP_TABLE("temporary tables", "CREATE TEMP TABLE own(n)", "SELECT count(*) FROM own"),
        TEMP_VIEW("temporary views", "CREATE TEMP VIEW own AS SELECT 7", "SELECT * FROM own"),
        TEMP_TRIGGER(
                "temporary triggers",
                "CREATE TEMP TRIGGER own AFTER INSERT ON t BEGIN SELECT 1; END",
                "SELECT 1 / count(*) FROM temp.sqlite_schema WHERE name = 'own'"),
        ATTACHED("attached databases", "ATTACH ':memory:' AS own", "SELECT count(*) FROM own.sqlite_schema"),
        CASE_SENSITIVE_LIKE(
                "PRAGMA case_sensitive_like", "PRAGMA case_sensitive_like=1", "SELECT 1 WHERE 'A' LIKE 'a'");

        private final String name;
        private final String make;
        private final String show;

        Own(String name, String make, String show) {
            this.name = name;
            this.make = make;
            this.show = show;
        }
    }

    @BeforeEach
    void create() throws SQLException {
        for (String name : List.of("driver.db", "pool.db")) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name));
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.executeUpdate(
                        "CREATE TABLE t(id INTEGER PRIMARY KEY, n);"
                                + "CREATE VIEW counters AS SELECT last_insert_rowid() AS r, changes() AS c, total_changes() AS n");
            }
        }
    }

    private Connection driver() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("driver.db"));
    }

    private ConcurrencySafeSqliteDataSource pool() throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("pool.db"))
                .maximumPoolSize(2)
                .build());
    }

    @ParameterizedTest
    @EnumSource
    void countsAreTheSessionsOwn(Count count) throws SQLException {
        String expected;
        try (Connection one = driver();
                Connection other = driver()) {
            expected = counts(count, one, other);
        }
        try (ConcurrencySafeSqliteDataSource pool = pool();
                Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            assertEquals(expected, counts(count, one, other));
            assertEquals(0, pool.statistics().active(), "it keeps no connection");
        }
    }

    /** Two sessions take turns; of a version only whether it changed is shown. */
    private static String counts(Count count, Connection one, Connection other) throws SQLException {
        StringBuilder shown = new StringBuilder();
        String[] before = {"", ""};
        Connection[] both = {one, other};
        for (int round = 0; round < 4; round++) {
            for (int who = 0; who < 2; who++) {
                if (round != 2 || who == 0) {
                    Sql.execute(both[who], "INSERT INTO t(n) VALUES(1), (2)");
                    Sql.execute(both[who], "UPDATE t SET n = 3 WHERE id % 2 = " + who);
                }
                for (int asks = 0; asks < 2; asks++) {
                    String answer = ask(both[who], count.query);
                    boolean changed = !answer.equals(before[who]);
                    shown.append(count == Count.DATA_VERSION ? String.valueOf(changed) : answer)
                            .append(' ');
                    before[who] = answer;
                }
            }
        }
        return shown.toString();
    }

    static Stream<Arguments> settings() {
        return SETTINGS.stream().map(setting -> Arguments.of((Object[]) setting.split("=")));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsAreTheSessionsOwn(String name, String value) throws SQLException {
        String wanted;
        try (Connection connection = driver()) {
            Sql.execute(connection, "PRAGMA " + name + "=" + value);
            wanted = ask(connection, "PRAGMA " + name);
        }
        try (ConcurrencySafeSqliteDataSource pool = pool();
                Connection one = pool.getConnection()) {
            String before = ask(one, "PRAGMA " + name);
            assertTrue(!wanted.equals(before), "the value must be another one than " + before);
            Sql.execute(one, "PRAGMA " + name + "=" + value);
            try (Connection other = pool.getConnection()) {
                assertEquals(before, ask(other, "PRAGMA " + name));
                assertEquals(wanted, ask(one, "PRAGMA " + name));
            }
            one.close();
            for (Connection later : List.of(pool.getConnection(), pool.getConnection())) {
                try (later) {
                    assertEquals(before, ask(later, "PRAGMA " + name));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void objectsAreTheSessionsOwn(Own own) throws SQLException {
        String wanted;
        String without;
        try (Connection connection = driver()) {
            without = ask(connection, own.show);
            Sql.execute(connection, own.make);
            wanted = ask(connection, own.show);
        }
        assertTrue(!wanted.equals(without));
        try (ConcurrencySafeSqliteDataSource pool = pool();
                Connection one = pool.getConnection()) {
            Sql.execute(one, own.make);
            try (Connection other = pool.getConnection()) {
                assertEquals(without, ask(other, own.show));
                assertEquals(wanted, ask(one, own.show));
            }
            one.close();
            for (Connection later : List.of(pool.getConnection(), pool.getConnection())) {
                try (later) {
                    assertEquals(without, ask(later, own.show));
                }
            }
        }
    }

    @Test
    void theDocumentListsThem() throws IOException {
        Set<String> tested = new TreeSet<>();
        for (Count count : Count.values()) {
            tested.add(count.name);
        }
        SETTINGS.forEach(setting -> tested.add("PRAGMA " + setting.substring(0, setting.indexOf('='))));
        for (Own own : Own.values()) {
            tested.add(own.name);
        }
        List<String> listed = new ArrayList<>();
        String section = Files.readString(DOCUMENT)
                .split("## What belongs to a connection")[1]
                .split("\n## ")[0];
        for (String line :
                section.lines().filter(row -> row.startsWith("| ")).skip(1).toList()) {
            for (String name : line.substring(2, line.indexOf(" |")).split(", ")) {
                listed.add(name.replace("`", ""));
            }
        }
        assertEquals(String.join("\n", tested), String.join("\n", new TreeSet<>(listed)));
    }

    /** The first value, or what went wrong. */
    private static String ask(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "no row";
        } catch (SQLException failure) {
            return "fails";
        }
    }
}
