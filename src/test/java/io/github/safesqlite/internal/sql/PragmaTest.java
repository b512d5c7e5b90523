// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each PRAGMA that SQLite knows on a file and compares what it did with what its text was taken for. */
class PragmaTest {
    /** Values to try; every other PRAGMA is tried with 0, 1 and 7. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("foreign_key_check", List.of("t")),
            Map.entry("foreign_key_list", List.of("t")),
            Map.entry("table_info", List.of("t")),
            Map.entry("table_xinfo", List.of("t")),
            Map.entry("table_list", List.of("t")),
            Map.entry("index_info", List.of("ti")),
            Map.entry("index_xinfo", List.of("ti")),
            Map.entry("index_list", List.of("t")),
            Map.entry("encoding", List.of("'UTF-16'", "'UTF-8'")),
            Map.entry("journal_mode", List.of("wal", "delete", "truncate", "memory", "off", "wal")),
            Map.entry("locking_mode", List.of("exclusive", "normal")),
            Map.entry("wal_checkpoint", List.of("passive", "full", "restart", "truncate", "noop", "nonsense")),
            Map.entry("page_size", List.of("8192", "4096")),
            Map.entry("optimize", List.of("0x10002", "-1")),
            Map.entry("mmap_size", List.of("65536", "0")),
            Map.entry("temp_store_directory", List.of("''")),
            Map.entry("max_page_count", List.of("5000", "4294967294")),
            Map.entry("journal_size_limit", List.of("5000", "-1")),
            Map.entry("synchronous", List.of("off", "full", "1", "extra")),
            Map.entry("schema_version", List.of("77")),
            Map.entry("soft_heap_limit", List.of("0")),
            Map.entry("hard_heap_limit", List.of("0")),
            Map.entry("secure_delete", List.of("1", "fast", "0")),
            Map.entry("writable_schema", List.of("1", "0", "reset")));
    /** Read with these, all settings of a connection show. */
    private static final Set<String> NOT_SETTINGS = Set.of(
            "incremental_vacuum",
            "optimize",
            "wal_checkpoint",
            "shrink_memory",
            "case_sensitive_like",
            "integrity_check",
            "quick_check",
            "database_list",
            "data_version",
            "page_count",
            "freelist_count",
            "schema_version",
            "function_list",
            "compile_options",
            "collation_list",
            "module_list",
            "pragma_list");

    @TempDir
    Path folder;

    private String url = "";
    private Connection connection;
    private Connection other;

    @BeforeEach
    void open() throws SQLException {
        url = "jdbc:sqlite:" + folder.resolve("test.db") + "?busy_timeout=0";
        connection = DriverManager.getConnection(url);
        Sql.execute(connection, "PRAGMA journal_mode = WAL");
        Sql.execute(connection, "PRAGMA synchronous = OFF");
        Sql.execute(connection, "CREATE TABLE t (a INTEGER PRIMARY KEY, b REFERENCES t (a))");
        Sql.execute(connection, "CREATE INDEX ti ON t (b)");
        Sql.execute(connection, "CREATE VIRTUAL TABLE f USING fts4 (x)");
        Sql.execute(connection, "INSERT INTO f VALUES ('a')");
        Sql.execute(connection, "INSERT INTO f VALUES ('b')");
        Sql.execute(
                connection,
                "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 500)"
                        + " INSERT INTO t SELECT x, x / 5 + 1 FROM n");
        other = DriverManager.getConnection(url);
        read(other, "SELECT count(*) FROM t");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        other.close();
    }

    @Test
    void knowsThePragmasThatSqliteKnowsAndNoOthers() throws SQLException {
        assertEquals(pragmas(), new TreeSet<>(Pragma.known()));
    }

    @Test
    void unknownPragmaIsTakenForAWrite() {
        for (String sql : List.of("PRAGMA rekey = 'x'", "PRAGMA nonsense", "PRAGMA", "PRAGMA main.")) {
            SqlStatement pragma = SqlScript.parse(sql).single();
            assertEquals(StatementKind.PRAGMA, pragma.kind());
            assertTrue(pragma.needsGate() && pragma.changesSession(), sql);
            assertFalse(pragma.isReadOnlySafe(), sql);
        }
    }

    @Test
    void pragmaThatMeetsAnotherWriterNeedsTheGate() throws SQLException {
        List<String> locked = new ArrayList<>();
        for (String sql : forms()) {
            Sql.execute(other, "BEGIN IMMEDIATE");
            boolean busy = isBusy(sql);
            Sql.execute(other, "ROLLBACK");
            SqlStatement pragma = SqlScript.parse(sql).single();
            if (busy) {
                locked.add(sql);
                assertTrue(pragma.needsGate(), sql);
                assertFalse(pragma.isReadOnlySafe(), sql);
            }
            reopen();
        }
        // The test would also pass if nothing were ever busy.
        assertTrue(
                locked.containsAll(
                        List.of("PRAGMA user_version = 7", "PRAGMA wal_checkpoint(full)", "PRAGMA incremental_vacuum")),
                locked::toString);
    }

    @Test
    void pragmaThatChangesTheFileNeedsTheGate() throws SQLException {
        List<String> changing = new ArrayList<>();
        for (String sql : forms()) {
            String before = read(other, "PRAGMA data_version") + header();
            tryRun(sql);
            if (!before.equals(read(other, "PRAGMA data_version") + header())) {
                changing.add(sql);
                assertTrue(SqlScript.parse(sql).single().needsGate(), sql);
            }
            reopen();
        }
        assertTrue(
                changing.containsAll(List.of("PRAGMA user_version(7)", "PRAGMA schema_version = 77")),
                changing::toString);
    }

    @Test
    void pragmaThatTakesASnapshotOrALockBelongsToTheTransaction() throws SQLException {
        Set<String> inTransaction = new TreeSet<>();
        for (String sql : forms()) {
            Sql.execute(connection, "BEGIN");
            boolean ran = tryRun(sql);
            boolean locked = !tryRun(other, "INSERT INTO t(b) VALUES (1)");
            String count = "SELECT count(*) FROM t";
            // After locking_mode=exclusive one of the two is locked out.
            boolean snapshot = !locked
                    && tryRun(other, count)
                    && tryRun(connection, count)
                    && !read(other, count).equals(read(connection, count));
            SqlStatement pragma = SqlScript.parse(sql).single();
            if (ran && (locked || snapshot) && !pragma.outsideTransactionOnly()) {
                inTransaction.add(sql);
                assertTrue(pragma.isPragmaOfTransaction(), sql);
            }
            reopen();
        }
        assertTrue(
                inTransaction.containsAll(
                        List.of("PRAGMA user_version", "PRAGMA table_info = t", "PRAGMA user_version = 7")),
                inTransaction::toString);
    }

    @Test
    void pragmaThatEndsWithTheTransactionBelongsToIt() throws SQLException {
        Sql.execute(connection, "PRAGMA defer_foreign_keys = 1");
        assertEquals("0;", read(connection, "PRAGMA defer_foreign_keys"), "the driver has committed behind it");
        Sql.execute(connection, "BEGIN");
        Sql.execute(connection, "PRAGMA defer_foreign_keys = 1");
        assertEquals("1;", read(connection, "PRAGMA defer_foreign_keys"));
        assertTrue(SqlScript.parse("PRAGMA defer_foreign_keys = 1").single().isPragmaOfTransaction());
        assertFalse(SqlScript.parse("PRAGMA cache_size = 1").single().isPragmaOfTransaction());
    }

    @Test
    void pragmaThatChangesTheConnectionChangesTheSession() throws SQLException {
        List<String> changing = new ArrayList<>();
        for (String sql : forms()) {
            Map<String, String> before = settings();
            boolean ran = tryRun(sql);
            if (ran && !before.equals(settings())) {
                changing.add(sql);
                SqlStatement pragma = SqlScript.parse(sql).single();
                assertTrue(pragma.changesSession() || pragma.needsGate(), sql);
                if (pragma.sessionPragma() != null) {
                    Sql.execute(
                            connection,
                            "PRAGMA " + pragma.sessionPragma() + " = " + before.get(pragma.sessionPragma()));
                    assertEquals(before, settings(), "not restored after " + sql);
                }
            }
            reopen();
        }
        Set<String> changed = new TreeSet<>();
        changing.forEach(
                sql -> changed.add(String.valueOf(SqlScript.parse(sql).single().sessionPragma())));
        assertTrue(changed.size() > 25, changed::toString);
    }

    @Test
    void returnsRowsIfSqliteDoes() throws SQLException {
        for (String sql : forms()) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                boolean rows = statement.execute();
                assertEquals(rows, SqlScript.parse(sql).single().returnsRows(), sql);
            } catch (SQLException refused) {
                assertNotEquals("", refused.getMessage());
            }
            reopen();
        }
    }

    @Test
    void readFormsNeedNothing() throws SQLException {
        Set<String> actions = Set.of("incremental_vacuum", "optimize", "wal_checkpoint");
        for (String name : pragmas()) {
            SqlStatement pragma = SqlScript.parse("PRAGMA main." + name).single();
            assertEquals(!actions.contains(name), pragma.isReadOnlySafe(), name);
            assertEquals(name.equals("optimize") || name.equals("incremental_vacuum"), pragma.needsGate(), name);
            assertFalse(pragma.changesSession(), name);
            assertNull(pragma.sessionPragma(), name);
        }
    }

    @Test
    void temporaryDatabaseNeedsNoGate() throws SQLException {
        Sql.execute(other, "BEGIN IMMEDIATE");
        for (String sql : forms()) {
            String temporary = sql.replace("PRAGMA ", "PRAGMA temp.");
            SqlStatement pragma = SqlScript.parse(temporary).single();
            assertFalse(pragma.needsGate(), temporary);
            assertFalse(isBusy(temporary), temporary);
            connection.close();
            connection = DriverManager.getConnection(url);
        }
    }

    @Test
    void statementsForOutsideFailOrDoNothingInside() throws SQLException {
        Sql.execute(connection, "CREATE TEMP TABLE x (a)");
        Sql.execute(connection, "BEGIN");
        Sql.execute(connection, "INSERT INTO t VALUES (1000, 1)");
        for (String sql : List.of("VACUUM", "PRAGMA synchronous = off", "PRAGMA temp_store = 2")) {
            assertTrue(SqlScript.parse(sql).single().outsideTransactionOnly(), sql);
            assertFalse(tryRun(sql), sql);
        }
        assertEquals("wal;", read(connection, "PRAGMA journal_mode = delete"));
        assertTrue(SqlScript.parse("PRAGMA journal_mode = delete").single().outsideTransactionOnly());
        Sql.execute(connection, "PRAGMA foreign_keys = 1");
        assertEquals("0;", read(connection, "PRAGMA foreign_keys"));
        assertTrue(SqlScript.parse("PRAGMA foreign_keys = 1").single().outsideTransactionOnly());
        assertFalse(SqlScript.parse("PRAGMA defer_foreign_keys = 1").single().outsideTransactionOnly());
    }

    @Test
    void optimizeCanBeExplainedWithoutDoingIt() throws SQLException {
        Sql.execute(connection, "CREATE INDEX i ON t(a)");
        read(connection, "SELECT * FROM t WHERE a = 1");
        assertTrue(read(connection, "EXPLAIN PRAGMA optimize").contains("Transaction"));
        assertEquals("0;", read(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"));
        Sql.execute(connection, "PRAGMA optimize");
        assertEquals("1;", read(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"));
    }

    private List<String> forms() throws SQLException {
        List<String> forms = new ArrayList<>();
        for (String name : pragmas()) {
            forms.add("PRAGMA " + name);
            for (String value : VALUES.getOrDefault(name, List.of("1", "0", "7"))) {
                forms.add("PRAGMA " + name + " = " + value);
                forms.add("PRAGMA " + name + "(" + value + ")");
            }
        }
        return forms;
    }

    private Set<String> pragmas() throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA pragma_list")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        for (String name : pragmas()) {
            if (!NOT_SETTINGS.contains(name)) {
                settings.put(name, read(connection, "PRAGMA " + name).replace(";", ""));
            }
        }
        return settings;
    }

    private String header() throws SQLException {
        return read(other, "PRAGMA user_version")
                + read(other, "PRAGMA application_id")
                + read(other, "PRAGMA schema_version")
                + read(other, "PRAGMA auto_vacuum")
                + read(other, "PRAGMA journal_mode");
    }

    private boolean isBusy(String sql) throws SQLException {
        try {
            boolean checkpoint = sql.contains("wal_checkpoint");
            return checkpoint ? read(connection, sql).startsWith("1|") : runOrRead(sql);
        } catch (SQLException failure) {
            return failure.getErrorCode() == 5;
        }
    }

    private boolean runOrRead(String sql) throws SQLException {
        read(connection, sql);
        return false;
    }

    private boolean tryRun(String sql) {
        return tryRun(connection, sql);
    }

    private static boolean tryRun(Connection on, String sql) {
        try {
            read(on, sql);
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }

    private void reopen() throws SQLException {
        connection.close();
        connection = DriverManager.getConnection(url);
    }

    private static String read(Connection connection, String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet rows = statement.getResultSet();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    @Nullable String value = rows.getString(i);
                    text.append(i == 1 ? "" : "|").append(value);
                }
                text.append(';');
            }
        }
        return text.toString();
    }
}
