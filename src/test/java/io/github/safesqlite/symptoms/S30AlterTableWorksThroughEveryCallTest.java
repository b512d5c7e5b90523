// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some forms of ALTER TABLE have a column by SQLite's account although they give no rows, and were refused with "Query returns
 * results" (seen with Hibernate's schema update).
 */
@SinceDriver("3.53.4.0")
class S30AlterTableWorksThroughEveryCallTest {
    private static final List<String> FORMS = List.of(
            "ALTER TABLE a ADD COLUMN c INTEGER NOT NULL",
            "ALTER TABLE a ADD COLUMN c INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE a ADD COLUMN c INTEGER CHECK(c > 0)",
            "ALTER TABLE a ADD COLUMN c INTEGER REFERENCES a(id)",
            "ALTER TABLE a ADD COLUMN c AS (id + 1)",
            "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
            "ALTER TABLE a ALTER COLUMN d DROP NOT NULL",
            "ALTER TABLE a ADD CONSTRAINT positive CHECK(id > 0)",
            "ALTER TABLE a DROP CONSTRAINT short",
            "ALTER TABLE a DROP COLUMN b",
            "ALTER TABLE a RENAME COLUMN b TO e",
            "ALTER TABLE a RENAME TO z");

    @TempDir
    Path folder;

    /** A way to run a statement; it says what it gave. */
    private enum Call {
        EXECUTE {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    if (statement.execute(sql)) {
                        assertNoRows(statement.getResultSet());
                    }
                }
            }
        },
        UPDATE {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    assertEquals(0, statement.executeUpdate(sql));
                }
            }
        },
        LARGE_UPDATE {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    assertEquals(0, statement.executeLargeUpdate(sql, Statement.RETURN_GENERATED_KEYS));
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
        },
        PREPARED_EXECUTE {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    if (statement.execute()) {
                        assertNoRows(statement.getResultSet());
                    }
                }
            }
        },
        PREPARED_UPDATE {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    assertEquals(0, statement.executeUpdate());
                }
            }
        },
        PREPARED_BATCH {
            @Override
            void run(Connection connection, String sql) throws SQLException {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.addBatch();
                    statement.executeBatch();
                }
            }
        };

        abstract void run(Connection connection, String sql) throws SQLException;

        private static void assertNoRows(ResultSet rows) throws SQLException {
            assertFalse(rows.next());
        }
    }

    static Stream<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (Call call : Call.values()) {
            for (boolean autoCommit : new boolean[] {true, false}) {
                all.add(Arguments.of(call, autoCommit));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyFormWorks(Call call, boolean autoCommit) throws Exception {
        Path file = folder.resolve("app.db");
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect()) {
            for (String form : FORMS) {
                Sql.run(
                        connection,
                        "CREATE TABLE a(id INTEGER PRIMARY KEY, b, d NOT NULL, CONSTRAINT short CHECK(length(d) < 9))");
                String before = schema(connection);
                connection.setAutoCommit(autoCommit);
                call.run(connection, form);
                connection.setAutoCommit(true);
                assertFalse(before.equals(schema(connection)), form);
                Sql.run(connection, "DROP TABLE IF EXISTS a");
                Sql.run(connection, "DROP TABLE IF EXISTS z");
            }
        }
    }

    /** It says that a query is expected, and runs nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void executeQueryOfOneWithoutColumnsRunsNothing(boolean autoCommit) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(folder.resolve("app.db"));
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Sql.run(connection, "CREATE TABLE a(id INTEGER PRIMARY KEY, b)");
            String before = schema(connection);
            connection.setAutoCommit(autoCommit);
            assertThrows(SQLException.class, () -> statement.executeQuery("ALTER TABLE a RENAME TO z"));
            connection.setAutoCommit(true);
            assertEquals(before, schema(connection));
        }
    }

    private static String schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT group_concat(sql) FROM sqlite_schema")) {
            return row.getString(1);
        }
    }
}
