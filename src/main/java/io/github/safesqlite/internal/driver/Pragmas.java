// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.pragma.KnownPragma;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** Reads, sets and compares PRAGMAs. */
public final class Pragmas {
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z_]\\w*\\.)?[A-Za-z_]\\w*");
    private static final Pattern PLAIN_VALUE = Pattern.compile("[-+]?\\w+(?:\\.\\d+)?");

    private Pragmas() {}

    /** The name in lower case. */
    static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not the name of a PRAGMA: " + name);
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** The value as SQLite reports it, or null if the PRAGMA has none. */
    public static @Nullable String read(SQLiteConnection driver, String name) throws SQLException {
        try (Statement statement = driver.createStatement()) {
            if (!statement.execute("PRAGMA " + checkedName(name))) {
                return null;
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** The file of the main database, or an empty string for one in memory. */
    public static String mainFile(SQLiteConnection driver) throws SQLException {
        try (Statement statement = driver.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA database_list")) {
            while (row.next()) {
                if ("main".equals(row.getString("name"))) {
                    String file = row.getString("file");
                    return file == null ? "" : file;
                }
            }
            return "";
        }
    }

    /** Sets the value; some PRAGMAs answer with a row, which is ignored. */
    public static void set(SQLiteConnection driver, String name, String value) throws SQLException {
        driver.getDatabase()._exec("PRAGMA " + checkedName(name) + "=" + literal(value));
    }

    /**
     * Whether SQLite's answer means the wanted value: case, {@code on} for 1 and named numbers do not matter, nor does what SQLite
     * chooses where the wanted value leaves it the choice.
     */
    public static boolean same(String name, String wanted, String got) {
        String wantedValue = canonical(name, wanted);
        String value = canonical(name, got);
        return wantedValue.equals(value)
                // In the byte order of the machine.
                || name.equals("encoding") && wantedValue.equals("utf16") && value.startsWith(wantedValue)
                // After as many pages as the cache has, at least.
                || name.equals("cache_spill") && !wantedValue.equals("0") && !value.equals("0");
    }

    private static String canonical(String name, String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
            text = text.substring(1, text.length() - 1);
        }
        if (name.equals("encoding")) {
            return text.replace("-", "");
        }
        if (text.matches("[+-]\\d+")) {
            boolean none = text.startsWith("-") && name.equals("wal_autocheckpoint");
            return none ? "0" : text.replace("+", "");
        }
        return KnownPragma.reported(name, text);
    }

    private static String literal(String value) {
        return PLAIN_VALUE.matcher(value).matches() ? value : "'" + value.replace("'", "''") + "'";
    }
}
