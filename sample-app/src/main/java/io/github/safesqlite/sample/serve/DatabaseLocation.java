// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.dialect.Dialect;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/** Where the data is. Its text contains no password. */
public sealed interface DatabaseLocation {
    /** What the database speaks. */
    Dialect dialect();

    /** The URL for a pool that uses the driver of the database directly. */
    String jdbcUrl();

    /** A SQLite file. */
    record SqliteFile(Path path) implements DatabaseLocation {
        private static final Pattern URL = Pattern.compile("jdbc:(?:safe)?sqlite:([^?]+)");

        @Override
        public Dialect dialect() {
            return Dialect.SQLITE;
        }

        /** With what is usually advised for a pool on SQLite. */
        @Override
        public String jdbcUrl() {
            return "jdbc:sqlite:" + path
                    + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=30000&transaction_mode=IMMEDIATE";
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A database of a PostgreSQL server. */
    record PostgresDatabase(String jdbcUrl) implements DatabaseLocation {
        private static final String PREFIX = "jdbc:postgresql:";

        @Override
        public Dialect dialect() {
            return Dialect.POSTGRESQL;
        }

        /** Leaves out the parameters, which may contain a password. */
        @Override
        public String toString() {
            return jdbcUrl.replaceFirst("\\?.*", "");
        }
    }

    /**
     * The location that a user names: a file, {@code jdbc:safesqlite:} or {@code jdbc:sqlite:} and a file, or the URL of a
     * PostgreSQL database.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static DatabaseLocation of(String text) {
        if (text.startsWith(PostgresDatabase.PREFIX) && Driver.parseURL(text, null) != null) {
            return new PostgresDatabase(text);
        }
        Matcher url = SqliteFile.URL.matcher(text);
        if (text.isBlank() || text.startsWith("jdbc:") && !url.matches()) {
            throw new IllegalArgumentException("neither a file nor a URL of a PostgreSQL database");
        }
        try {
            return new SqliteFile(Path.of(url.matches() ? url.group(1) : text));
        } catch (InvalidPathException notAFile) {
            throw new IllegalArgumentException(notAFile);
        }
    }
}
