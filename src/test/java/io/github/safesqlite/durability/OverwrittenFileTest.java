// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Other bytes are written into the file while it is open, as {@code cp} does: it is still the same file. */
@DisabledOnOs(OS.WINDOWS)
class OverwrittenFileTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    /** A database with a row from before the backup and one from after. */
    private ConcurrencySafeSqliteDataSource open(String journalMode) throws SQLException {
        ConcurrencySafeSqliteDataSource source = invariants.open(
                SqliteConfig.builder(folder.resolve("app.db")).checkpoint(false).pragma("journal_mode", journalMode));
        Sql.run(source, "create table t (word)", "insert into t values ('old')");
        source.backup(folder.resolve("older.db"));
        Sql.run(source, "insert into t values ('newer')");
        return source;
    }

    /** By another process: if this one opened and closed the file, SQLite would lose its locks. */
    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        process.waitFor(60, TimeUnit.SECONDS);
        assertEquals(0, process.exitValue());
    }

    private static String words(ConcurrencySafeSqliteDataSource source) throws SQLException {
        return Sql.text(source, "select group_concat(word) from t");
    }

    private static void assertIntact(ConcurrencySafeSqliteDataSource source) throws SQLException {
        assertEquals("ok", Sql.text(source, "pragma integrity_check"));
    }

    @Test
    void withoutALogWorkGoesOnWithTheOlderCopy() throws Exception {
        ConcurrencySafeSqliteDataSource source = open("DELETE");
        run("cp", "older.db", "app.db");
        assertEquals("old", words(source));
        Sql.run(source, "insert into t values ('after')");
        assertEquals("old,after", words(source));
        assertIntact(source);
    }

    /** The log stays in place, and with it all that was acknowledged since the last checkpoint. */
    @Test
    void withItsLogNothingThatIsInTheLogIsLost() throws Exception {
        ConcurrencySafeSqliteDataSource source = open("WAL");
        run("cp", "older.db", "app.db");
        assertEquals("old,newer", words(source));
        Sql.run(source, "insert into t values ('after')");
        assertEquals("old,newer,after", words(source));
        assertIntact(source);
    }

    @Test
    void anEmptyFileHasNoTablesUntilItIsRestored() throws Exception {
        ConcurrencySafeSqliteDataSource source = open("DELETE");
        run("cp", "/dev/null", "app.db");
        assertThrows(SQLException.class, () -> words(source));
        assertThrows(SQLException.class, () -> Sql.run(source, "insert into t values ('lost')"));
        InvariantExtension.assertUnused(source);
        run("cp", "older.db", "app.db");
        assertEquals("old", words(source));
        Sql.run(source, "insert into t values ('after')");
        assertEquals("old,after", words(source));
        assertIntact(source);
    }
}
