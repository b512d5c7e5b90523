// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.powercut.Entry.Target;
import io.github.safesqlite.testing.ChildJvm;
import io.github.safesqlite.testing.Sql;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The program of a child JVM: adds some rows and backs them up, again and again, until it is killed. It prints how many of its
 * statements are in the backup that was acknowledged. Its arguments are the file and the value of {@code synchronous}.
 */
final class BackingUpWriter {
    /** How many rows each statement adds. */
    static final int ROWS = 3;

    private BackingUpWriter() {}

    static ProcessBuilder process(Path file, String synchronous) {
        return ChildJvm.of(BackingUpWriter.class, file.toString(), synchronous);
    }

    public static void main(String[] arguments) throws SQLException, IOException {
        Path file = Path.of(arguments[0]);
        Path backup = Target.BACKUP.in(file.resolveSibling(""));
        var config = SqliteConfig.builder(file)
                .pragma("synchronous", arguments[1])
                .walSoftLimit(128 << 10)
                .checkpointInterval(java.time.Duration.ofMillis(5))
                .build();
        // A stream of its own, unbuffered: a line is out when write() returns, whatever happens to this process then.
        var out = new FileOutputStream(FileDescriptor.out);
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            Sql.run(dataSource, "CREATE TABLE entry (id INTEGER PRIMARY KEY, number INTEGER, body)");
            for (int number = 1; ; number++) {
                Sql.run(
                        dataSource,
                        "INSERT INTO entry (number, body) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                                + " FROM n WHERE i < " + ROWS + ") SELECT " + number + ", randomblob(900) FROM n");
                dataSource.backup(backup);
                out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
