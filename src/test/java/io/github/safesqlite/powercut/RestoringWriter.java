// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.ChildJvm;
import io.github.safesqlite.testing.Sql;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The program of a child JVM: restores one of two backups after the other, and adds some rows to each, until it is killed. It
 * prints what it is about to restore, and what was acknowledged. Its arguments are the file, the values of {@code synchronous} and
 * {@code journal_mode}.
 */
final class RestoringWriter {
    /** How many rows each backup has. */
    static final int ROWS = 60;

    private static final int MOST_MORE_ROWS = 4;

    private RestoringWriter() {}

    static ProcessBuilder process(Path file, String synchronous, String journalMode) {
        return ChildJvm.of(RestoringWriter.class, file.toString(), synchronous, journalMode);
    }

    /** The backup of that name for a database. */
    static Path backup(Path database, String name) {
        return database.resolveSibling(name + ".backup");
    }

    /** Makes a backup, all rows of which say where they are from. */
    static void createBackup(Path database, String name) {
        try (Connection connection = Sql.plain(backup(database, name))) {
            Sql.run(connection, "CREATE TABLE entry (id INTEGER PRIMARY KEY, origin TEXT, body)");
            Sql.run(
                    connection,
                    "INSERT INTO entry (origin, body) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                            + " WHERE i < " + ROWS + ") SELECT '" + name + "', randomblob(900) FROM n");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public static void main(String[] arguments) throws SQLException, IOException {
        Path file = Path.of(arguments[0]);
        var config = SqliteConfig.builder(file)
                .pragma("synchronous", arguments[1])
                .pragma("journal_mode", arguments[2])
                .walSoftLimit(128 << 10)
                .checkpointInterval(java.time.Duration.ofMillis(5))
                .build();
        // A stream of its own, unbuffered: a line is out when write() returns, whatever happens to this process then.
        var out = new FileOutputStream(FileDescriptor.out);
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            for (int generation = 1; ; generation++) {
                String name = generation % 2 == 0 ? "two" : "one";
                tell(out, "restoring " + name);
                dataSource.restore(backup(file, name));
                tell(out, "restored " + name);
                for (int row = generation % (MOST_MORE_ROWS + 1); row > 0; row--) {
                    Sql.run(
                            dataSource,
                            "INSERT INTO entry (origin, body) VALUES ('" + generation + "', randomblob(900))");
                    tell(out, "added " + generation);
                }
            }
        }
    }

    private static void tell(FileOutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
