// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * SQLite's own answer for a whole text, however many statements it sees in it: it is run where writes are refused, so that
 * one text leaves nothing to the next. Not safe for use by multiple threads.
 */
final class RefusedWrites {
    private static final int READ_ONLY = 8;
    private static final int LONGEST_VALUE = 100_000;
    private static final int MOST_STEPS = 2_000;

    /** What query_only does not hold back: files, settings, and the driver's own commands. */
    private static final Pattern UNSAFE = Pattern.compile("pragma|tach|vacuum|backup|restore|load_extension|tokenizer");

    private final Statement statement;

    RefusedWrites() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        statement = connection.createStatement();
        for (String sql : SqlRules.SCHEMA) {
            statement.execute(sql);
        }
        statement.execute("PRAGMA query_only = ON");
        // A query may be endless, and a value huge.
        connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
        ProgressHandler.setHandler(connection, MOST_STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return 1;
            }
        });
    }

    /** Whether a statement of this text wanted to write, to a file or to the temporary database. */
    boolean wants(String text) throws SQLException {
        if (UNSAFE.matcher(text.toLowerCase(Locale.ROOT)).find()) {
            return false;
        }
        try {
            statement.executeUpdate(text);
            return false;
        } catch (SQLException refused) {
            return refused.getErrorCode() == READ_ONLY;
        } finally {
            endTransaction();
        }
    }

    private void endTransaction() throws SQLException {
        // A text may have begun one. BEGIN makes sure that there is one to end.
        try {
            statement.executeUpdate("ROLLBACK");
        } catch (SQLException none) {
            return;
        }
    }
}
