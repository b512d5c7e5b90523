// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.security;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.setup.Twice;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.sqlite.SQLiteConnection;

/** What SQL of a stranger may do, and that {@code untrusted=true} shuts it. */
class UntrustedSqlTest {
    private static final Map<String, String> UNTRUSTED = Map.of("untrusted", "true");
    private static final String REFUSED = "untrusted=true";
    private static final String LARGE = "too big";

    @TempDir
    Path folder;

    private record Attack(String sql, String refusal) {}

    /** Each is allowed on a plain connection, and here by default. */
    private List<Attack> attacks() {
        String other = "'" + folder.resolve("other.db") + "'";
        List<Attack> attacks = new ArrayList<>();
        for (String sql : new String[] {
            "ATTACH " + other + " AS other",
            "/* */ATTACH DATABASE 'file:x?mode=memory' AS other",
            "VACUUM",
            "VACUUM INTO " + other + "",
            "backup to " + other,
            "restore from " + other,
            "PRAGMA writable_schema=1",
            "PRAGMA writable_schema(on)",
            "PRAGMA\"writable_schema\"=1",
            "PRAGMA 'writable_schema' = 'yes'",
            "PRAGMA [main].[WRITABLE_SCHEMA]=RESET",
            "PRAGMA temp.writable_schema=1",
            "EXPLAIN PRAGMA writable_schema=1",
            "explain query plan pragma main . `writable_schema` (true)",
            "PRAGMA schema_version=7",
            "PRAGMA trusted_schema=on",
            "PRAGMA cell_size_check=off",
            "PRAGMA mmap_size=1000000",
            "PRAGMA journal_mode='off'",
            "PRAGMA temp_store_directory='/tmp'",
            "PRAGMA soft_heap_limit=100000000"
        }) {
            attacks.add(new Attack(sql, REFUSED));
        }
        attacks.add(new Attack("SELECT '' LIKE '" + "%".repeat(51) + "'", "pattern too complex"));
        attacks.add(new Attack("SELECT 1" + "+1".repeat(10), "maximum depth 10"));
        attacks.add(new Attack("SELECT length(zeroblob(1000001))", LARGE));
        attacks.add(new Attack("SELECT 1 /*" + "x".repeat(100_001) + "*/", "too long"));
        attacks.add(new Attack("SELECT max(1,2,3,4,5,6,7,8,9)", "too many arguments"));
        attacks.add(new Attack("SELECT ?201", "variable number must be between ?1 and ?200"));
        attacks.add(new Attack("CREATE TABLE wide (c" + columns(101) + ")", "too many columns"));
        return attacks;
    }

    private static String columns(int count) {
        return java.util.stream.IntStream.range(1, count)
                .mapToObj(number -> ", c" + number)
                .collect(java.util.stream.Collectors.joining());
    }

    private static void prepare(DataSource dataSource) throws SQLException {
        Sql.run(dataSource, "CREATE TABLE t (n)", "INSERT INTO t VALUES (1)");
    }

    private Path database(String name) throws SQLException {
        Path file = folder.resolve(name);
        try (Connection plain = Sql.patient(file)) {
            Sql.run(plain, "CREATE TABLE t (n)");
            Sql.run(plain, "INSERT INTO t VALUES (1)");
        }
        return file;
    }

    @ParameterizedTest
    @Through.EachWay
    void eachAttackIsRefused(WayIn way) throws Exception {
        Path file = database("app.db");
        try (OpenDatabase database = way.open(file, UNTRUSTED);
                Connection connection = database.connect()) {
            for (Attack attack : attacks()) {
                for (Runner runner : Runner.values()) {
                    SQLException refused = assertThrows(
                            SQLException.class,
                            () -> runner.run(connection, attack.sql()),
                            () -> runner + attack.refusal());
                    assertTrue(messages(refused).contains(attack.refusal()), () -> runner + ": " + messages(refused));
                }
                assertEquals(1, Sql.rows(connection));
            }
            assertEquals(0, Sql.ask(connection, "PRAGMA writable_schema"));
            assertEquals(0, Sql.ask(connection, "PRAGMA trusted_schema"));
            assertEquals(1, Sql.ask(connection, "PRAGMA cell_size_check"));
            assertEquals(0, Sql.ask(connection, "PRAGMA mmap_size"));
            assertEquals("wal", Sql.text(connection, "PRAGMA journal_mode"));
            assertThrows(SQLException.class, () -> Sql.run(connection, "DELETE FROM sqlite_schema"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.map(path -> path.getFileName().toString())
                            .filter(name -> !name.startsWith("app.db"))
                            .toList());
        }
    }

    /** How a text reaches SQLite. */
    private enum Runner {
        EXECUTE {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                Sql.execute(connection, sql);
            }
        },
        SECOND {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("; /* */ " + sql + "; SELECT 1");
                }
            }
        },
        PREPARED {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (var statement = connection.prepareStatement(sql)) {
                    statement.execute();
                }
            }
        },
        BATCH {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.addBatch(sql);
                    statement.executeBatch();
                }
            }
        };

        abstract void run(Connection connection, String sql) throws SQLException;
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable one = failure; one != null; one = one.getCause()) {
            all.append(one.getMessage()).append('\n');
        }
        return all.toString();
    }

    /** What the documents say that is possible by default. */
    @Test
    void byDefaultTheyAreAllowed() throws Exception {
        Path file = database("app.db");
        for (Attack attack : attacks()) {
            if (attack.sql().startsWith("restore")) {
                continue; // It takes the backup that another attack has made, if SQLite finds one.
            }
            Files.deleteIfExists(folder.resolve("other.db"));
            try (var dataSource = new ConcurrencySafeSqliteDataSource(
                            SqliteConfig.builder(file).build());
                    Connection connection = dataSource.getConnection()) {
                assertDoesNotThrow(() -> Sql.execute(connection, attack.sql()), attack.sql());
            } finally {
                try (Connection plain = Sql.patient(file)) {
                    Sql.execute(plain, "DROP TABLE IF EXISTS wide");
                }
            }
        }
    }

    @Test
    void withWritableSchemaSqliteTablesCanBeChangedByDefault() throws Exception {
        Path file = database("app.db");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).build());
                Connection connection = dataSource.getConnection()) {
            Sql.execute(connection, "PRAGMA writable_schema=1");
            assertEquals(1, Sql.run(connection, "UPDATE sqlite_schema SET name = name WHERE name = 't'"));
        }
    }

    /** By default neither SQL nor the schema can load an extension; {@code enable_load_extension=true} allows it. */
    @Test
    void extensionsAreLoadedOnlyIfThatIsAllowed() throws Exception {
        String load = "SELECT load_extension('/no/such/library')";
        Path file = database("app.db");
        for (boolean untrusted : new boolean[] {false, true}) {
            try (var dataSource = new ConcurrencySafeSqliteDataSource(
                    SqliteConfig.builder(file).untrusted(untrusted).build())) {
                SQLException refused = assertThrows(SQLException.class, () -> Sql.execute(dataSource, load));
                assertTrue(messages(refused).contains("not authorized"), refused::getMessage);
            }
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                .option("enable_load_extension", "true")
                .build())) {
            SQLException missing = assertThrows(SQLException.class, () -> Sql.execute(dataSource, load));
            assertTrue(messages(missing).contains("No such file"), missing::getMessage);
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                .untrusted(true)
                .connectionCustomizer(
                        raw -> raw.unwrap(SQLiteConnection.class).getDatabase().enable_load_extension(true))
                .build())) {
            SQLException refused = assertThrows(SQLException.class, () -> Sql.execute(dataSource, load));
            assertTrue(messages(refused).contains("not authorized"), refused::getMessage);
        }
    }

    /** A schema from elsewhere calls the application's functions unless it is not trusted. */
    @Test
    void theSchemaCallsOnlyWhatDoesNoHarm() throws Exception {
        Path file = database("app.db");
        try (Connection plain = Sql.patient(file)) {
            Sql.run(plain, "CREATE VIEW v AS SELECT twice(n) FROM t");
            Sql.run(plain, "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT twice(new.n); END");
        }
        SqliteConfig config =
                SqliteConfig.builder(file).function("twice", Twice::new).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            assertEquals(2, Sql.ask(dataSource, "SELECT * FROM v"));
            Sql.run(dataSource, "INSERT INTO t VALUES (2)");
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config.toBuilder().untrusted(true).build())) {
            for (String sql : Arrays.asList("SELECT * FROM v", "INSERT INTO t VALUES (3)")) {
                SQLException refused = assertThrows(SQLException.class, () -> Sql.execute(dataSource, sql));
                assertTrue(messages(refused).contains("unsafe use of twice()"), refused::getMessage);
            }
            assertEquals(6, Sql.ask(dataSource, "SELECT twice(3)"), "the application's own SQL may");
        }
        int innocuous = 0x200000; // SQLITE_INNOCUOUS (sqlite.org/c3ref/c_deterministic.html)
        try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                .function("twice", Twice::new, 1, innocuous)
                .untrusted(true)
                .build())) {
            assertEquals(2, Sql.ask(dataSource, "SELECT * FROM v"));
        }
    }

    @Test
    void triggersCallEachOtherTenTimesAtMost() throws Exception {
        Path file = database("app.db");
        try (Connection plain = Sql.patient(file)) {
            Sql.run(
                    plain,
                    "CREATE TRIGGER r AFTER INSERT ON t WHEN new.n < 100 BEGIN INSERT INTO t VALUES (new.n + 1); END");
        }
        SqliteConfig config =
                SqliteConfig.builder(file).pragma("recursive_triggers", "on").build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config.toBuilder().untrusted(true).build())) {
            SQLException refused =
                    assertThrows(SQLException.class, () -> Sql.run(dataSource, "INSERT INTO t VALUES (2)"));
            assertTrue(messages(refused).contains("triggers nested too deep"), () -> messages(refused));
            assertEquals(1, Sql.rows(dataSource));
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            Sql.run(dataSource, "INSERT INTO t VALUES (2)");
            assertEquals(100, Sql.rows(dataSource));
        }
    }

    @Test
    void aDatabaseInMemoryIsGuardedToo() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(":memory:").untrusted(true).build())) {
            prepare(dataSource);
            assertThrows(SQLException.class, () -> Sql.execute(dataSource, "ATTACH ':memory:' AS other"));
            assertEquals(0, Sql.ask(dataSource, "PRAGMA trusted_schema"));
            SQLException large =
                    assertThrows(SQLException.class, () -> Sql.execute(dataSource, "SELECT zeroblob(1000001)"));
            assertTrue(messages(large).contains(LARGE), large::getMessage);
        }
    }

    /** What the text does not show, SQLite's own limit refuses. */
    @Test
    void noConnectionOfTheDriverAttachesAnything() throws Exception {
        Path file = database("app.db");
        try (OpenDatabase database = WayIn.AROUND_HIKARI.open(file, UNTRUSTED);
                Connection connection = database.connect();
                Statement raw = connection.unwrap(SQLiteConnection.class).createStatement()) {
            for (String sql :
                    List.of("ATTACH ':memory:' AS other", "VACUUM INTO '" + folder.resolve("other.db") + "'")) {
                SQLException refused = assertThrows(SQLException.class, () -> raw.execute(sql));
                assertTrue(messages(refused).contains("too many attached databases - max 0"), refused::getMessage);
            }
        }
    }

    @Test
    void nobodyElseIsBoundByIt() throws IOException, SQLException {
        Path file = database("app.db");
        SqliteConfig config = SqliteConfig.builder(file).build();
        try (var stranger = new ConcurrencySafeSqliteDataSource(
                        config.toBuilder().untrusted(true).build());
                var own = new ConcurrencySafeSqliteDataSource(config)) {
            assertThrows(SQLException.class, () -> Sql.execute(stranger, "VACUUM"));
            Sql.execute(own, "VACUUM");
            Sql.execute(own, "ATTACH ':memory:' AS other");
        }
    }
}
