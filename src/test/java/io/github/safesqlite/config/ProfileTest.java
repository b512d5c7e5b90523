// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileTest {
    @TempDir
    Path folder;

    private SqliteConfigBuilder with(Profile profile) {
        return SqliteConfig.builder(folder.resolve("app.db")).profile(profile);
    }

    @ParameterizedTest
    @EnumSource
    void everyProfileOpensAFileAndItsValuesReadBack(Profile profile) throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(with(profile).build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table t (id integer)");
            assertEquals(1, statement.executeUpdate("insert into t values (1)"));
        }
    }

    @Test
    void serverIsTheDefault() {
        SqliteConfig plain = SqliteConfig.builder(folder.resolve("app.db")).build();
        assertEquals(Profile.SERVER, plain.profile());
        assertEquals(with(Profile.SERVER).build().pragmas(), plain.pragmas());
        assertEquals(
                List.of("journal_mode", "synchronous", "cache_size", "temp_store", "journal_size_limit"),
                List.copyOf(plain.pragmas().keySet()));
    }

    @Test
    void litestreamRunsNoCheckpoints() {
        SqliteConfig config = with(Profile.LITESTREAM).build();
        assertFalse(config.checkpoint().enabled());
        assertEquals("0", config.pragmas().get("wal_autocheckpoint"));
        assertTrue(
                with(Profile.LITESTREAM).checkpoint(true).build().checkpoint().enabled());
    }

    @Test
    void memoryFollowsTheProfile() {
        SqliteConfig server = with(Profile.SERVER).build();
        assertEquals(Optional.of(128L << 20), server.cacheMemory());
        assertEquals(4L << 20, server.statementCacheMemory());
        assertEquals(16L << 20, server.returningMemory());
        SqliteConfig small = with(Profile.SMALL).build();
        assertEquals(Optional.of(16L << 20), small.cacheMemory());
        assertEquals(512L << 10, small.statementCacheMemory());
        assertEquals(2L << 20, small.returningMemory());
    }

    @Test
    void whoSetsTheSizeOfACacheIsNotBoundUnlessHeAsksForIt() {
        assertEquals(
                Optional.empty(),
                with(Profile.SERVER).pragma("cache_size", "-1000").build().cacheMemory());
        assertEquals(
                Optional.of(2L << 20),
                with(Profile.SERVER)
                        .pragma("cache_size", "-1000")
                        .cacheMemory(2L << 20)
                        .build()
                        .cacheMemory());
        assertEquals(
                Optional.empty(), with(Profile.SERVER).cacheMemoryOff().build().cacheMemory());
    }

    @Test
    void whatIsSetExplicitlyWins() {
        Map<String, String> pragmas = with(Profile.DURABLE)
                .pragma("synchronous", "FULL")
                .pragma("cache_size", "-1000")
                .build()
                .pragmas();
        assertEquals("FULL", pragmas.get("synchronous"));
        assertEquals("-1000", pragmas.get("cache_size"));
        assertEquals("on", pragmas.get("fullfsync"));
    }

    @Test
    void theDocumentSaysWhatEachProfileSets() throws IOException {
        String table = Files.readString(Path.of("docs/profiles.md")).split("A dash leaves")[0];
        for (Profile profile : Profile.values()) {
            SqliteConfig config = with(profile).build();
            config.pragmas().forEach((name, value) -> {
                String[] cells = table.lines()
                        .filter(line -> line.startsWith("| ") && line.contains("`" + name + "`"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(name))
                        .split("\\s*\\|\\s*");
                assertEquals("`" + value + "`", cells[2 + profile.ordinal()], () -> profile + " " + name);
            });
        }
        assertEquals(
                Arrays.stream(Profile.values())
                        .mapToInt(p -> with(p).build().pragmas().size())
                        .sum(),
                table.lines()
                        .filter(line -> line.startsWith("| `"))
                        .mapToInt(line -> values(line))
                        .sum());
    }

    /** How many PRAGMAs a row sets; the row of the two that go together counts twice. */
    private static int values(String line) {
        int set = (int) Arrays.stream(line.split("\\|"))
                .skip(2)
                .filter(cell -> cell.contains("`"))
                .count();
        return line.startsWith("| `fullfsync`, ") ? 2 * set : set;
    }
}
