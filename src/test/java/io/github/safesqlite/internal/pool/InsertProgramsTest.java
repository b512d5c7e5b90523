// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteConnection;

class InsertProgramsTest {
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
            InsertPrograms programs = new InsertPrograms(driver);
            assertEquals(sets, programs.setsRowId(sql));
            assertEquals(sets, programs.setsRowId(sql));
        }
    }
}
