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
import java.sql.Connection;
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
        countChanges(folder.resolve("older.db"), 10);
        Sql.run(source, "insert into t values ('newer')");
        return source;
    }

    /**
     * Changes the file so often. Its change counter shows each; a copy has a counter of its own, and if a connection has
     * last read the open file at the same count, it does not see that the file is another (see the last test).
     */
    private static void countChanges(Path file, int count) throws SQLException {
        try (Connection connection = Sql.plain(file)) {
            for (int i = 0; i < count; i++) {
                Sql.run(connection, "pragma user_version = " + i);
            }
        }
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

    /** The driver alone, so this is SQLite's: https://www.sqlite.org/fileformat2.html#file_change_counter. */
    @Test
    void aCopyWithTheSameChangeCounterIsNotSeen() throws Exception {
        Path file = folder.resolve("app.db");
        Path older = folder.resolve("older.db");
        try (Connection writer = Sql.plain(file);
                Connection reader = Sql.plain(file)) {
            Sql.run(writer, "create table t (word)");
            assertEquals("1", Sql.text(reader, "select count(*) from sqlite_schema"));
            Sql.run(writer, "insert into t values ('old')");
            Sql.run(writer, "backup to " + older);
            Sql.run(writer, "insert into t values ('newer')");
            run("cp", "/dev/null", "app.db");
            assertThrows(SQLException.class, () -> Sql.text(reader, "select count(*) from t"));
            run("cp", "older.db", "app.db");
            assertThrows(SQLException.class, () -> Sql.text(reader, "select count(*) from t"));
            assertEquals("1", Sql.text(writer, "select count(*) from t"));
        }
    }
}
