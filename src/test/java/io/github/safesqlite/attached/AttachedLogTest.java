// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.attached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The write-ahead log of an attached file is kept small, too. */
@Timeout(60)
class AttachedLogTest {
    private static final long SOFT_LIMIT = 1 << 20;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private static SqliteConfigBuilder config(Path file) {
        return SqliteConfig.builder(file).walSoftLimit(SOFT_LIMIT).checkpointInterval(Duration.ofMillis(20));
    }

    /** SQLite alone would leave it as large as it has become. */
    @ParameterizedTest
    @ValueSource(strings = {"it's attached.db", "other.db"})
    void shrinksWhenTheReaderInItsWayIsGone(String name) throws Exception {
        invariants.allowLog("io.github.safesqlite");
        Path main = Files.create(folder.resolve("main.db"), "WAL");
        Path other = Files.create(folder.resolve(name), "WAL");
        File log = new File(other + "-wal");
        String quoted = other.toString().replace("'", "''");
        ConcurrencySafeSqliteDataSource source = invariants.open(config(main));
        try (Connection reader = Files.plain(other);
                Connection writer = source.getConnection()) {
            Sql.execute(writer, "ATTACH '" + quoted + "' AS o");
            Sql.execute(reader, "BEGIN");
            assertEquals(0, Sql.ask(reader, "SELECT count(*) FROM t"));
            for (int i = 0; i < 64; i++) {
                Sql.execute(writer, "INSERT INTO o.t VALUES (zeroblob(60000))");
            }
            assertTrue(log.length() > 3 * SOFT_LIMIT, "no pinned log: " + log.length());
            Sql.execute(reader, "COMMIT");
            Waiting.until(() -> log.length() <= SOFT_LIMIT);
            assertEquals(64, Sql.ask(reader, "SELECT count(*) FROM t"));
        }
    }

    /** It is of the main database; the others have schedules of their own. */
    @Test
    void aCheckpointOnRequestIsNotHeldUpByAnAttachedFile() throws Exception {
        Path main = Files.create(folder.resolve("main.db"), "WAL");
        Path other = Files.create(folder.resolve("other.db"), "WAL");
        ConcurrencySafeSqliteDataSource source =
                invariants.open(config(main).connectionCustomizer(raw -> Files.attach(raw, other, "o")));
        try (Connection writer = source.getConnection();
                Connection reader = Files.plain(other)) {
            Sql.execute(writer, "INSERT INTO o.t VALUES (1)");
            Sql.execute(reader, "BEGIN");
            assertEquals(1, Sql.ask(reader, "SELECT count(*) FROM t"));
            Sql.execute(writer, "INSERT INTO t VALUES (1)");
            Sql.execute(writer, "INSERT INTO o.t VALUES (1)");
            assertTrue(source.checkpoint().isComplete());
            Sql.execute(reader, "COMMIT");
        }
    }
}
