// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every PRAGMA that can be configured reads back as what was set, however the value is written. */
class EveryPragmaTest {
    private static final List<String> BOOLEANS =
            List.of("on", "off", "true", "false", "yes", "no", "1", "0", "ON", "'on'", "\"off\"");

    /** Of those that are no switches. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("analysis_limit", List.of("0", "400")),
            Map.entry("application_id", List.of("0", "-5", "+7", "2147483647")),
            Map.entry("auto_vacuum", List.of("none", "FULL", "incremental", "0", "1", "2")),
            Map.entry("cache_size", List.of("100", "-100", "16MiB")),
            Map.entry("cache_spill", List.of("on", "off", "0", "1", "20", "100000")),
            Map.entry("encoding", List.of("UTF-8", "UTF-16", "UTF-16le", "UTF-16be", "'UTF-8'", "\"UTF-16\"", "utf-8")),
            Map.entry("hard_heap_limit", List.of("0")),
            Map.entry("journal_mode", List.of("WAL", "wal", "delete", "TRUNCATE", "persist", "memory", "off", "'WAL'")),
            Map.entry("journal_size_limit", List.of("-1", "0", "1000", "64MiB")),
            Map.entry("locking_mode", List.of("normal", "NORMAL")),
            Map.entry("max_page_count", List.of("100000", "4294967294")),
            Map.entry("mmap_size", List.of("0", "1MiB", "1048576")),
            Map.entry("page_size", List.of("512", "4096", "8KiB", "65536")),
            Map.entry("secure_delete", List.of("on", "off", "fast", "FAST", "1", "0", "yes")),
            Map.entry("soft_heap_limit", List.of("0")),
            Map.entry("synchronous", List.of("off", "NORMAL", "full", "extra", "0", "1", "2", "3")),
            Map.entry("temp_store", List.of("default", "FILE", "memory", "0", "1", "2")),
            Map.entry("threads", List.of("0", "2")),
            Map.entry("user_version", List.of("0", "-1", "77")),
            Map.entry("wal_autocheckpoint", List.of("0", "500", "-1")));

    @TempDir
    Path folder;

    static List<String> pragmas() {
        return StreamSupport.stream(Pragmas.settableNames().spliterator(), false)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pragmas")
    void readsBackAsSet(String name) throws SQLException {
        var failures = new ArrayList<String>();
        int files = 0;
        for (String value : VALUES.getOrDefault(name, BOOLEANS)) {
            SqliteConfig config = SqliteConfig.builder(folder.resolve(files++ + ".db"))
                    .pragma(name, value)
                    .build();
            try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                    var connection = dataSource.getConnection()) {
                connection.createStatement().execute("SELECT * FROM sqlite_schema");
            } catch (SQLException failure) {
                failures.add(value + ": " + failure.getMessage());
            }
        }
        assertEquals(List.of(), failures);
    }

    @Test
    void onlyThoseWithOtherValuesHaveAList() {
        VALUES.keySet()
                .forEach(name ->
                        assertNotNull(Pragmas.value(name, VALUES.get(name).get(0)), name));
    }
}
