// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/** SQLite's own checks for damage in a database. */
public enum IntegrityCheck {
    /** Looks at all but the indexes. */
    QUICK("quick_check"),
    /** Compares each index with its table too, and takes longer. */
    FULL("integrity_check");

    private final String pragma;

    IntegrityCheck(String pragma) {
        this.pragma = pragma;
    }

    /** Its text. */
    public String sql() {
        return "PRAGMA " + pragma;
    }

    /** Runs it on the main database of a connection, and tells each problem that it finds. */
    public void run(Connection connection, Consumer<String> problems) throws SQLException {
        run(connection, sql(), problems);
    }

    /** The same with a database that the connection has attached as {@code schema}. */
    public void runAttached(Connection connection, String schema, Consumer<String> problems) throws SQLException {
        run(connection, "PRAGMA " + schema + "." + pragma, problems);
    }

    private static void run(Connection connection, String sql, Consumer<String> problems) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String row = rows.getString(1);
                if (!"ok".equals(row)) {
                    problems.accept(row);
                }
            }
        }
    }

    /** Whether the check itself was ended by damage, as it is by some. */
    public static boolean isEndedByDamage(SQLException failure) {
        return SqliteErrors.primaryCode(failure) == VendorCode.CORRUPT;
    }
}
