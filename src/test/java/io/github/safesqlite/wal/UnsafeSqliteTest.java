// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.config.UnsafeSqlite;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.driver.PretendedSqlite;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** What is said of a version of SQLite that may lose commits, and where it is refused. */
class UnsafeSqliteTest {
    private static final String FIX = "<sqlite-jdbc.version>";

    @TempDir
    Path folder;

    private CapturedLog log;

    @BeforeEach
    void capture() {
        log = new CapturedLog();
    }

    @AfterEach
    void endCapture() {
        log.close();
    }

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(folder.resolve("app.db"));
    }

    private static void openAndClose(SqliteConfigBuilder config) throws SQLException {
        new ConcurrencySafeSqliteDataSource(config.build()).close();
    }

    @ParameterizedTest
    @Through.EachWay
    void itIsSaidOnceWhateverTheWayIn(WayIn way) throws Exception {
        String file = folder.resolve("app.db").toString();
        try (var pretended = PretendedSqlite.version("3.50.3");
                OpenDatabase database = way.open(file, Map.of());
                Connection first = database.dataSource().getConnection();
                Connection second = database.dataSource().getConnection()) {
            first.createStatement().execute("CREATE TABLE t(n)");
            second.createStatement().execute("DROP TABLE t");
        }
        assertEquals(1, log.problems().size(), log.text());
        String warning = log.problems().get(0);
        for (String part : List.of("SQLite 3.50.3", "other processes", "other copies of the driver", FIX)) {
            assertTrue(warning.contains(part), warning);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.3", "3.53.0"})
    void nothingIsSaidOfOthers(String version) throws Exception {
        try (var pretended = PretendedSqlite.version(version)) {
            openAndClose(config().unsafeSqlite(UnsafeSqlite.REFUSE));
        }
        assertEquals(List.of(), log.problems());
    }

    @Test
    void aFileWithoutWriteAheadLogIsNotAtRisk() throws Exception {
        try (var pretended = PretendedSqlite.version("3.50.3")) {
            openAndClose(config().pragma("journal_mode", "delete").unsafeSqlite(UnsafeSqlite.REFUSE));
            openAndClose(SqliteConfig.builder(":memory:").unsafeSqlite(UnsafeSqlite.REFUSE));
        }
        assertEquals(List.of(), log.problems());
    }

    @Test
    void whoRunsCheckpointsHimselfIsToldSo() throws Exception {
        try (var pretended = PretendedSqlite.version("3.50.3")) {
            openAndClose(config().checkpoint(false));
        }
        assertTrue(
                log.text().contains("The program that runs the checkpoints of this file (checkpoint=false)"),
                log.text());
    }

    @Test
    void refusedMeansAnErrorThatNamesVersionOptionAndFix() throws Exception {
        SqliteConfigBuilder refusing = config().unsafeSqlite(UnsafeSqlite.REFUSE);
        var raw = new SQLiteDataSource();
        raw.setUrl("jdbc:sqlite:" + folder.resolve("app.db"));
        try (var pretended = PretendedSqlite.version("3.50.3")) {
            for (OpenFailedException refused : List.of(
                    assertThrows(
                            OpenFailedException.class, () -> new ConcurrencySafeSqliteDataSource(refusing.build())),
                    assertThrows(
                            OpenFailedException.class,
                            () -> ConcurrencySafeSqliteDataSource.wrap(raw, refusing.build())))) {
                for (String part : List.of("app.db", "SQLite 3.50.3", "unsafeSqlite=warn", FIX)) {
                    assertTrue(refused.getMessage().contains(part), refused.getMessage());
                }
            }
        }
        assertEquals(List.of(), log.problems());
        try (var pretended = PretendedSqlite.version("3.51.3")) {
            // Nothing stays open.
            openAndClose(refusing);
        }
    }
}
