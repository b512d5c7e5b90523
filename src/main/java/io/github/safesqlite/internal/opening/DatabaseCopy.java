// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.driver.IntegrityCheck;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Pragmas;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * SQLite's backup (sqlite.org/backup.html) of a whole database in one step: one snapshot for all of it. In several steps it
 * would begin again after each write of another connection, and never end. Thread-safe.
 */
public final class DatabaseCopy {
    private static final String MAIN = "main";
    private static final String ATTACHED = "safesqlite_copy";
    private static final String CELL_SIZE_CHECK = "cell_size_check";
    private static final int ALL_PAGES = -1;
    private static final int WHILE_BUSY_MILLIS = 20;
    private static final int BUSY_ATTEMPTS = 500;

    private DatabaseCopy() {}

    /** Opens a copy of a database by itself. */
    @FunctionalInterface
    public interface CopyOpener {
        /** Opens the copy; who asked closes the connection. */
        Connection open(CopyFile copy) throws SQLException;
    }

    /** Copies the database of {@code source} to {@code file}, which it replaces. Others read and write meanwhile. */
    public static void write(PhysicalConnection source, Path file) throws SQLException {
        check(source.driver()
                .getDatabase()
                .backup(MAIN, FilePaths.name(file), DatabaseCopy::ignore, WHILE_BUSY_MILLIS, BUSY_ATTEMPTS, ALL_PAGES));
    }

    /** Replaces the database of {@code target} by the copy, in one transaction. */
    public static void read(PhysicalConnection target, CopyFile copy) throws SQLException {
        check(target.driver()
                .getDatabase()
                .restore(MAIN, copy.name(), DatabaseCopy::ignore, WHILE_BUSY_MILLIS, BUSY_ATTEMPTS, ALL_PAGES));
        target.schemaChanged();
    }

    /**
     * What a check finds wrong with a copy; empty if it is sound. The sizes of cells are checked as they are read
     * (sqlite.org/security.html).
     *
     * @param opener opens the copy by itself, where it can not be attached
     * @param connection one of the database that knows the functions and collations of the schema. If it has a key, that of the copy
     *     is the same.
     */
    public static List<String> problems(
            CopyOpener opener, PhysicalConnection connection, CopyFile copy, IntegrityCheck check) throws SQLException {
        try {
            return attach(connection.driver(), copy)
                    ? ofAttached(connection.driver(), check)
                    : ofOpened(opener, copy, check);
        } catch (SQLException failure) {
            if (IntegrityCheck.isEndedByDamage(failure)) {
                return List.of(String.valueOf(failure.getMessage()));
            }
            throw failure;
        }
    }

    /** False if it cannot be attached, such as one of another encoding. */
    private static boolean attach(SQLiteConnection driver, CopyFile copy) throws SQLException {
        try {
            driver.getDatabase()._exec("ATTACH '" + copy.name().replace("'", "''") + "' AS " + ATTACHED);
            return true;
        } catch (SQLException failure) {
            if (SqliteErrors.isError(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static List<String> ofAttached(SQLiteConnection driver, IntegrityCheck check) throws SQLException {
        String before = Pragmas.read(driver, CELL_SIZE_CHECK);
        try {
            Pragmas.set(driver, CELL_SIZE_CHECK, "on");
            List<String> problems = new ArrayList<>();
            check.runAttached(driver, ATTACHED, problems::add);
            return problems;
        } finally {
            Pragmas.set(driver, CELL_SIZE_CHECK, String.valueOf(before));
            driver.getDatabase()._exec("DETACH " + ATTACHED);
        }
    }

    private static List<String> ofOpened(CopyOpener opener, CopyFile copy, IntegrityCheck check) throws SQLException {
        try (Connection opened = opener.open(copy)) {
            List<String> problems = new ArrayList<>();
            check.run(opened, problems::add);
            return problems;
        }
    }

    private static void check(int code) throws SQLException {
        if (code != Codes.SQLITE_OK) {
            throw DB.newSQLException(code, "the copy was not finished");
        }
    }

    private static void ignore(int remaining, int pages) {
        // In one step there is nothing to tell.
    }
}
