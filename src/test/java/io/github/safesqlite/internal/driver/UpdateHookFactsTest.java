// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/** What the driver's listeners are told and what not: why {@link ChangeRecorder} needs more than them. */
class UpdateHookFactsTest {
    private SQLiteConnection driver;
    private StringJoiner told = new StringJoiner(" ");

    @BeforeEach
    void open() throws SQLException {
        driver = (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite::memory:");
        run("CREATE TABLE t (id INTEGER PRIMARY KEY, v UNIQUE)");
        run("CREATE TABLE keyed (k TEXT PRIMARY KEY) WITHOUT ROWID");
        run("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        driver.addUpdateListener((type, database, table, rowId) -> told.add(table + rowId));
        driver.addCommitListener(new SQLiteCommitListener() {
            @Override
            public void onCommit() {
                told.add("commit");
            }

            @Override
            public void onRollback() {
                told.add("rollback");
            }
        });
    }

    @AfterEach
    void close() throws SQLException {
        driver.close();
    }

    private void run(String sql) throws SQLException {
        driver.getDatabase()._exec(sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "INSERT INTO t VALUES (3, 'c'); t3 commit; 1",
                "INSERT INTO keyed VALUES ('k'); commit; 1",
                "DELETE FROM t; commit; 2",
                "REPLACE INTO t VALUES (3, 'a'); t3 commit; 1",
                "UPDATE t SET id = 9 WHERE id = 2; t9 commit; 1",
                "INSERT INTO t VALUES (3, 'c'), (4, 'a'); t3 rollback; 0",
                "INSERT OR FAIL INTO t VALUES (3, 'c'), (4, 'a'); t3 commit; 1",
                "CREATE TABLE other (x); commit; 0"
            })
    void autocommit(String sql, String expected, long counted) throws SQLException {
        long before = driver.getDatabase().total_changes();
        try {
            run(sql);
        } catch (SQLException constraint) {
            told.add("");
        }
        assertEquals(expected, told.toString().trim());
        assertEquals(counted, driver.getDatabase().total_changes() - before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "SAVEPOINT s, INSERT INTO t VALUES (3~'c'), ROLLBACK TO s; t3 commit",
                "INSERT INTO t VALUES (3~'c')~(4~'a'); t3 commit",
                "INSERT OR ROLLBACK INTO t VALUES (3~'c')~(4~'a'); t3 rollback"
            })
    void transaction(String statements, String expected) throws SQLException {
        run("BEGIN");
        for (String sql : statements.split(", ")) {
            try {
                run(sql.replace('~', ','));
            } catch (SQLException constraint) {
                continue;
            }
        }
        if (!expected.contains("rollback")) {
            run("COMMIT");
        }
        assertEquals(expected, told.toString());
    }
}
