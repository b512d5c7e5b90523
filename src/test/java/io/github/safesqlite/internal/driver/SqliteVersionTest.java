// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.SingleConnectionSource;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteJDBCLoader;

class SqliteVersionTest {
    /** As sqlite.org/wal.html lists them. */
    @ParameterizedTest
    @CsvSource({
        "2.8.17, false",
        "3.6.23, false",
        "3.7.0, true",
        "3.43.2, true",
        "3.44.0, true",
        "3.44.5, true",
        "3.44.6, false",
        "3.44.7, false",
        "3.45.0, true",
        "3.46.1, true",
        "3.49.1, true",
        "3.50.3, true",
        "3.50.6, true",
        "3.50.7, false",
        "3.50.8, false",
        "3.51.0, true",
        "3.51.2, true",
        "3.51.3, false",
        "3.51.4, false",
        "3.52.0, true",
        "3.53.0, false",
        "3.53.4, false",
        "3.54.1, false",
        "4.0.0, false",
        "4.44.0, false"
    })
    void somePublishedVersionsMayLoseCommits(String version, boolean losing) {
        assertEquals(losing, SqliteVersion.parse(version).orElseThrow().mayLoseCommits());
    }

    @ParameterizedTest
    @CsvSource({"3.50.3, 3.50.3", "3.46.1.3, 3.46.1", " 3.50.3 , 3.50.3", "3.8, 3.8.0", "3.51.3-rc1, 3.51.3"})
    void versionsAreRead(String text, String version) {
        assertEquals(version, SqliteVersion.parse(text).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "3", "3.x.1", "99999999999.1.1"})
    void whatIsNoVersionIsNone(String text) {
        assertEquals(Optional.empty(), SqliteVersion.parse(text));
    }

    @Test
    void versionsAreOrderedByNumber() {
        assertTrue(new SqliteVersion(3, 9, 0).compareTo(new SqliteVersion(3, 10, 0)) < 0);
        assertTrue(new SqliteVersion(3, 51, 3).compareTo(new SqliteVersion(3, 51, 2)) > 0);
    }

    @Test
    void theFirstConnectionIsAsked(@TempDir Path folder) throws Exception {
        InstalledSqlite.pretend(null);
        SqliteConfig config = SqliteConfig.builder(folder.resolve("app.db")).build();
        SingleConnectionSource.open(config, Ticker.system(), Listeners.of()).close(Deadline.never());
        String driver = SQLiteJDBCLoader.getVersion();
        assertTrue(driver.startsWith(InstalledSqlite.version().toString()), driver);
    }
}
