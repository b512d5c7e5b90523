// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What Jazzer calls with each text that it makes up, see {@link SqlFuzzTest}. */
public final class SqlFuzzTarget {
    private static final Statement SQLITE = open();

    private SqlFuzzTarget() {}

    /** Fails if the text breaks a rule. The name is Jazzer's. */
    public static void fuzzerTestOneInput(byte[] input) {
        check(new String(input, StandardCharsets.UTF_8));
    }

    static void check(String text) {
        ParserRules.check(text);
        SqlScript script = SqlScript.parse(text);
        // The first, also if none was seen: then SQLite must not see one either.
        compare(script.single());
        script.statements().stream().skip(1).forEach(SqlFuzzTarget::compare);
    }

    private static void compare(SqlStatement statement) {
        if (statement.kind() == StatementKind.PRAGMA) {
            // Not even explained: SQLite applies a PRAGMA while it prepares it.
            return;
        }
        SqliteLocks locks;
        try {
            locks = SqliteLocks.of(SQLITE, statement.sql());
        } catch (SQLException notSql) {
            return;
        }
        assertTrue(!locks.file() || statement.needsGate(), () -> "writes without the gate: " + statement);
        assertTrue(!locks.file() || !statement.isReadOnlySafe(), () -> "writes in a read-only session: " + statement);
        assertTrue(
                !locks.temporary() || statement.needsGate() || statement.changesSession(),
                () -> "leaves something in the session: " + statement);
    }

    private static Statement open() {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
            Statement statement = connection.createStatement();
            for (String sql : SqlRules.SCHEMA) {
                statement.execute(sql);
            }
            return statement;
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
