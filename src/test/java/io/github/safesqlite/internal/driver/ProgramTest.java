// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.SinceDriver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.Collation;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

class ProgramTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT INTO t(a) VALUES(?)                                                      | true
            REPLACE INTO t(id, a) VALUES(1, 2)                                              | true
            INSERT INTO t(a) SELECT a FROM t                                                | true
            INSERT INTO t SELECT * FROM s                                                   | true
            /* c */ INSERT OR IGNORE INTO t(a) VALUES(1) RETURNING id                       | true
            INSERT INTO f VALUES('text')                                                    | true
            INSERT INTO t(id, a) VALUES(1, 2) ON CONFLICT DO NOTHING                        | true
            INSERT INTO t(id, a) VALUES(1, 2) ON CONFLICT(id) DO UPDATE SET a = 3           | false
            INSERT INTO w VALUES('k')                                                       | false
            INSERT INTO v(a) VALUES(1)                                                      | false
            """)
    void onlyAnInsertOfARowWithARowIdSetsIt(String sql, boolean sets) throws SQLException {
        try (SQLiteConnection driver = (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = driver.createStatement()) {
            statement.executeUpdate("""
                    CREATE TABLE t(id INTEGER PRIMARY KEY, a);
                    CREATE TABLE s(id INTEGER PRIMARY KEY, a);
                    CREATE TABLE w(k TEXT PRIMARY KEY) WITHOUT ROWID;
                    CREATE TRIGGER wi AFTER INSERT ON w BEGIN INSERT INTO t(a) VALUES(new.k); END;
                    CREATE VIEW v AS SELECT * FROM t;
                    CREATE TRIGGER vi INSTEAD OF INSERT ON v BEGIN INSERT INTO t(a) VALUES(new.a); END;
                    CREATE VIRTUAL TABLE f USING fts5(text);
                    """);
            assertEquals(sets, Program.of(driver, ApplicationCode.NONE, sql).setsRowId());
        }
    }

    private static SQLiteConnection open() throws SQLException {
        SQLiteConnection driver = (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite::memory:");
        try (Statement statement = driver.createStatement()) {
            statement.executeUpdate("""
                    CREATE TABLE t(id INTEGER PRIMARY KEY, a);
                    CREATE TABLE log(what DEFAULT (last_insert_rowid()), n);
                    CREATE TABLE audited(a);
                    CREATE TRIGGER audit AFTER INSERT ON audited BEGIN INSERT INTO t(a) VALUES(changes()); END;
                    CREATE VIEW counters AS SELECT last_insert_rowid() AS id, total_changes() AS n;
                    CREATE VIEW entered AS SELECT * FROM t;
                    CREATE TRIGGER enter INSTEAD OF INSERT ON entered BEGIN UPDATE t SET a = last_insert_rowid(); END;
                    CREATE TEMP TABLE tt(a, b);
                    CREATE TEMP TABLE forwarded(a);
                    CREATE TEMP TRIGGER forward AFTER INSERT ON forwarded BEGIN INSERT INTO t(a) VALUES(new.a); END;
                    """);
        }
        return driver;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT last_insert_rowid()                                   | true  | false
            SELECT "changes" ( )                                         | true  | false
            SELECT total_changes()                                       | false | true
            SELECT id FROM counters                                      | true  | false
            SELECT n FROM counters                                       | false | true
            SELECT * FROM t                                              | false | false
            INSERT INTO log(n) VALUES(1)                                 | true  | false
            INSERT INTO log VALUES(1, 2)                                 | false | false
            INSERT INTO audited VALUES(1)                                | true  | false
            INSERT INTO entered(a) VALUES(1)                             | true  | false
            UPDATE t SET a = 1 WHERE id = (SELECT id FROM counters)      | true  | false
            """)
    void seesTheCountersThatAreAskedFor(String sql, boolean changes, boolean total) throws SQLException {
        try (SQLiteConnection driver = open()) {
            Program program = Program.of(driver, ApplicationCode.NONE, sql);
            assertEquals(changes, program.asksForChanges());
            assertEquals(total, program.asksForTotalChanges());
            assertEquals(!changes && !total, program.canRunElsewhere());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT INTO tt VALUES(1, 2)                                  | false
            INSERT INTO tt SELECT id, a FROM t                           | false
            UPDATE tt SET a = (SELECT max(id) FROM t)                    | false
            DELETE FROM temp.tt                                          | false
            DROP TABLE tt                                                | false
            CREATE INDEX temp.i ON tt(a)                                 | false
            ALTER TABLE tt ADD COLUMN c                                  | false
            CREATE TABLE IF NOT EXISTS t(x)                              | false
            INSERT INTO forwarded VALUES(1)                              | true
            INSERT INTO t(a) SELECT a FROM tt                            | true
            CREATE VIRTUAL TABLE temp.f USING fts5(text)                 | true
            CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END  | false
            DROP TABLE t                                                 | true
            SELECT nothing                                               | true
            """)
    void seesWhichDatabaseIsWritten(String sql, boolean file) throws SQLException {
        try (SQLiteConnection driver = open()) {
            assertEquals(file, Program.of(driver, ApplicationCode.NONE, sql).writesFile());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT 1                                                     | true
            SELECT * FROM (VALUES(1))                                    | true
            WITH c AS (SELECT 1) SELECT * FROM c                         | true
            SELECT * FROM (SELECT 1), t                                  | false
            SELECT * FROM tt                                             | false
            SELECT nothing                                               | false
            """)
    void seesWhatReadsNoDatabase(String sql, boolean nothing) throws SQLException {
        try (SQLiteConnection driver = open()) {
            assertEquals(nothing, Program.of(driver, ApplicationCode.NONE, sql).readsNothing());
        }
    }

    /** Whatever fires it and wherever it goes from there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT INTO tt VALUES(1, 2)                | INSERT INTO t(a) VALUES(1)                | true
            UPDATE tt SET a = 1                        | DELETE FROM t                             | true
            UPDATE tt SET b = 1                        | UPDATE t SET a = 1                        | true
            DELETE FROM tt                             | INSERT OR REPLACE INTO t VALUES(1, 2)     | true
            INSERT INTO tv VALUES(1)                   | INSERT INTO t(a) VALUES(1)                | true
            DELETE FROM tt                             | INSERT INTO forwarded VALUES(1)           | true
            INSERT INTO tt VALUES(1, 2)                | INSERT INTO plain VALUES(1)               | false
            UPDATE plain SET a = 1                     | INSERT INTO t(a) VALUES(1)                | false
            """)
    void seesWhatATemporaryTriggerWrites(String sql, String body, boolean file) throws SQLException {
        try (SQLiteConnection driver = open();
                Statement statement = driver.createStatement()) {
            statement.executeUpdate("CREATE TEMP TABLE plain(a); CREATE TEMP VIEW tv AS SELECT a FROM tt");
            for (String event : List.of("INSERT", "DELETE", "UPDATE OF a, b")) {
                statement.executeUpdate(
                        "CREATE TEMP TRIGGER \"on " + event + "\" AFTER " + event + " ON tt BEGIN " + body + "; END");
            }
            statement.executeUpdate("CREATE TEMP TRIGGER on_view INSTEAD OF INSERT ON tv BEGIN " + body + "; END");
            assertEquals(file, Program.of(driver, ApplicationCode.NONE, sql).writesFile());
        }
    }

    @Test
    @SinceDriver("3.53.4.0")
    void seesWhatATemporaryTriggerWritesByAQualifiedName() throws SQLException {
        try (SQLiteConnection driver = open();
                Statement statement = driver.createStatement()) {
            statement.executeUpdate(
                    "CREATE TEMP TRIGGER q AFTER INSERT ON tt BEGIN INSERT INTO main.t(a) VALUES(1); END");
            assertTrue(Program.of(driver, ApplicationCode.NONE, "INSERT INTO tt VALUES(1, 2)")
                    .writesFile());
        }
    }

    @Test
    @SinceDriver("3.53.4.0")
    void reindexingExpressionsWrites() throws SQLException {
        try (SQLiteConnection driver = open();
                Statement statement = driver.createStatement()) {
            statement.executeUpdate("CREATE INDEX lowered ON t(lower(a))");
            assertTrue(Program.of(driver, ApplicationCode.NONE, "REINDEX EXPRESSIONS")
                    .writesFile());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT INTO t(a) VALUES(who())                               | true
            INSERT INTO t(a) VALUES(WHO())                               | true
            INSERT INTO t(a) VALUES(lower('X'))                          | true
            INSERT INTO t(a) VALUES(upper('X'))                          | false
            INSERT INTO t(a) VALUES('a' REGEXP 'b')                      | true
            INSERT INTO t(a) SELECT a FROM t ORDER BY a COLLATE backward | true
            DELETE FROM t WHERE a = 'x' COLLATE backward                 | true
            INSERT INTO t(a) SELECT middle(id) FROM t                    | true
            INSERT INTO names VALUES('x')                                | true
            INSERT INTO marked VALUES('x')                               | true
            INSERT INTO t(a) SELECT a FROM shown                         | true
            INSERT INTO checked VALUES('x')                              | true
            INSERT INTO t(a) VALUES(1)                                   | false
            """)
    void seesTheApplicationsCode(String sql, boolean calls) throws SQLException {
        try (SQLiteConnection driver = open()) {
            for (String name : new String[] {"who", "lower", "regexp"}) {
                Function.create(driver, name, new Function() {
                    @Override
                    protected void xFunc() throws SQLException {
                        result("me");
                    }
                });
            }
            Function.create(driver, "middle", new Function.Aggregate() {
                @Override
                protected void xStep() {
                    // Counts nothing.
                }

                @Override
                protected void xFinal() throws SQLException {
                    result(0);
                }
            });
            Collation.create(driver, "backward", new Collation() {
                @Override
                protected int xCompare(String one, String other) {
                    return other.compareTo(one);
                }
            });
            try (Statement statement = driver.createStatement()) {
                statement.executeUpdate("""
                        CREATE TABLE names(name COLLATE backward UNIQUE);
                        CREATE TABLE marked(a);
                        CREATE TRIGGER mark AFTER INSERT ON marked BEGIN INSERT INTO t(a) VALUES(who()); END;
                        CREATE VIEW shown AS SELECT who() AS a;
                        CREATE TABLE checked(a CHECK (a <> who()));
                        """);
            }
            ApplicationCode code = ApplicationCode.of(driver);
            assertEquals(calls, Program.of(driver, code, sql).callsApplication());
            assertEquals(calls && !sql.matches(".*(names|marked|shown|checked).*"), code.isMentionedIn(sql));
        }
    }

    @Test
    void aNewConnectionHasNoCodeOfTheApplication() throws SQLException {
        try (SQLiteConnection driver = open()) {
            assertTrue(ApplicationCode.of(driver).isEmpty());
        }
    }

    /** SQLite lists some modules only from when they were first asked for. */
    @Test
    void modulesThatSqliteMakesOnDemandAreNoCodeOfTheApplication() throws SQLException {
        try (SQLiteConnection driver = open();
                Statement statement = driver.createStatement()) {
            for (String sql : List.of("pragma_database_list", "json_each('[1]')", "json_tree('[1]')")) {
                statement.executeQuery("SELECT * FROM " + sql).close();
            }
            assertTrue(ApplicationCode.of(driver).isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT * FROM t WHERE id = ? ORDER BY a                      | true
            SELECT count(*), max(a), upper(a), 'x' FROM t GROUP BY a      | true
            SELECT a, row_number() OVER (ORDER BY id) FROM t             | true
            WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 9) SELECT * FROM c, t | true
            SELECT * FROM t ORDER BY random()                            | false
            SELECT * FROM t WHERE a = hex(randomblob(4))                 | false
            SELECT * FROM t WHERE a < CURRENT_TIMESTAMP                  | false
            SELECT * FROM t WHERE a < datetime('now', '-1 day')          | false
            SELECT strftime('%Y', 'now') FROM t                          | false
            SELECT * FROM t WHERE id = last_insert_rowid()               | false
            SELECT n FROM counters                                       | false
            SELECT * FROM t WHERE a > changes()                          | false
            SELECT * FROM t, json_each(t.a)                              | false
            SELECT * FROM pragma_table_info('t')                         | false
            SELECT * FROM t, pragma_user_version                         | false
            """)
    void whatIsRepeatableDependsOnWhatIsStored(String sql, boolean repeatable) throws SQLException {
        try (SQLiteConnection driver = open()) {
            assertEquals(
                    repeatable, Program.of(driver, ApplicationCode.NONE, sql).repeatable());
        }
    }

    @Test
    void whatTheApplicationComputesIsNotRepeatable() throws SQLException {
        try (SQLiteConnection driver = open()) {
            Function.create(driver, "now_ish", new Function() {
                @Override
                protected void xFunc() throws SQLException {
                    result(1);
                }
            });
            ApplicationCode code = ApplicationCode.of(driver);
            assertFalse(Program.of(driver, code, "SELECT now_ish() FROM t").repeatable());
            assertTrue(Program.of(driver, code, "SELECT a FROM t").repeatable());
            assertFalse(Program.of(driver, code, "SELECT a FROM nowhere").repeatable());
        }
    }
}
