// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteConfigTest {
    @TempDir
    Path folder;

    private static SqliteConfigBuilder memory() {
        return SqliteConfig.builder(":memory:");
    }

    private static List<String> problemsOf(SqliteConfigBuilder builder) {
        return assertThrows(SqliteConfigException.class, builder::build).problems();
    }

    private static String problemOf(String name, String value) {
        List<String> problems = problemsOf(memory().option(name, value));
        assertEquals(1, problems.size(), problems.toString());
        return problems.get(0);
    }

    @Test
    void derivedDefaultsFollowTheirSource() {
        SqliteConfig config = SqliteConfig.builder(folder.resolve("orders.v2.db"))
                .maximumPoolSize(1)
                .build();
        assertEquals("orders.v2", config.poolName());
        assertEquals(1, config.minimumIdle());
        assertEquals(1, config.maximumParked());
        assertEquals(2, memory().build().minimumIdle());
        assertEquals("memory", memory().build().poolName());
    }

    @Test
    void offIsEmptyAndNotZero() {
        SqliteConfig config = memory().idleTimeoutOff()
                .option("leakDetectionThreshold", "OFF")
                .build();
        assertEquals(Optional.empty(), config.idleTimeout());
        assertEquals(Optional.empty(), config.leakDetectionThreshold());
        assertEquals("idleTimeout must be at least 1ms, or off, was 0ms", problemOf("idleTimeout", "0"));
    }

    @ParameterizedTest
    @CsvSource({"30s,30000", "500ms,500", "2m,120000", "1h,3600000", "1d,86400000", "1234,1234", "5 s,5000"})
    void durationsHaveUnitsAndAPlainNumberIsMilliseconds(String text, long millis) {
        assertEquals(
                Duration.ofMillis(millis),
                memory().option("writeTimeout", text).build().writeTimeout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"30x", "-5s", "1.5s", "", "s", "off", "30S", "99999999999999999999d"})
    void badDurationsAreNamedWithTheirValue(String text) {
        String problem = problemOf("writeTimeout", text);
        assertTrue(problem.startsWith("writeTimeout must be a duration such as 500ms, 30s or 2m"), problem);
        assertTrue(problem.endsWith("was \"" + text + "\""), problem);
    }

    @Test
    void sizesHaveUnitsAndAPlainNumberIsBytes() {
        assertEquals(
                64L << 20,
                memory().option("walSoftLimit", "64MiB").build().checkpoint().walSoftLimit());
        assertEquals(
                65536,
                memory().option("walSoftLimit", "65536").build().checkpoint().walSoftLimit());
        assertTrue(problemOf("walSoftLimit", "-1").startsWith("walSoftLimit must be a size such as 64MiB"));
        assertTrue(problemOf("walSoftLimit", "64MB").startsWith("walSoftLimit must be a size such as 64MiB"));
        assertEquals("walSoftLimit must be at least 64KiB, was 1KiB", problemOf("walSoftLimit", "1024"));
    }

    @Test
    void allProblemsAreListedTogether() {
        var exception = assertThrows(
                SqliteConfigException.class,
                () -> memory().maximumPoolSize(0)
                        .writeTimeout(Duration.ZERO)
                        .option("writeTimout", "3s")
                        .option("synchronous", "sometimes")
                        .build());
        assertEquals(
                "Invalid configuration: unknown option \"writeTimout\" (did you mean \"writeTimeout\"?); PRAGMA synchronous"
                        + " must be one of off, normal, full, extra, 0, 1, 2, 3, was \"sometimes\"; maximumPoolSize must be"
                        + " from 1 to 1000, was 0; writeTimeout must be at least 1ms, was 0ms.",
                exception.getMessage());
    }

    @Test
    void aLaterGoodValueHealsABadOne() {
        SqliteConfigBuilder builder = memory().option("maximumPoolSize", "ten");
        assertEquals(1, problemsOf(builder).size());
        assertEquals(10, builder.maximumPoolSize(10).build().maximumPoolSize());
        builder.option("cache_size", "x").option("CACHE_SIZE", "5");
        assertEquals("5", builder.build().pragmas().get("cache_size"));
    }

    @Test
    void valuesThatContradictEachOtherAreRefused() {
        assertEquals(
                List.of("minimumIdle must not be more than maximumPoolSize (3), was 4"),
                problemsOf(memory().maximumPoolSize(3).minimumIdle(4)));
        assertEquals(
                List.of("retryFirstDelay must not be more than retryMaximumDelay (10ms), was 1s"),
                problemsOf(memory().retryFirstDelay(Duration.ofSeconds(1))));
    }

    @ParameterizedTest
    @CsvSource({
        "max_pool_size,maximumPoolSize",
        "beginmode,beginMode",
        "foreign_key,foreign_keys",
        "jornal_mode,journal_mode",
        "leakDetectionTreshold,leakDetectionThreshold",
        "date_clas,date_class"
    })
    void unknownNamesGetTheNearestValidOne(String typed, String meant) {
        assertEquals("unknown option \"" + typed + "\" (did you mean \"" + meant + "\"?)", problemOf(typed, "1"));
    }

    @Test
    void aNameThatIsNearNothingGetsNoSuggestion() {
        assertEquals("unknown option \"zzzzzz\"", problemOf("zzzzzz", "1"));
    }

    @Test
    void defaultPragmasComeInTheFixedOrder() {
        SqliteConfig config = SqliteConfig.builder(folder.resolve("a.db"))
                .pragma("recursive_triggers", "on")
                .pragma("Foreign_Keys", "ON")
                .pragma("page_size", "8KiB")
                .pragma("cache_size", "64MiB")
                .build();
        assertEquals(
                "{page_size=8192, journal_mode=WAL, synchronous=NORMAL, foreign_keys=ON, cache_size=-65536,"
                        + " temp_store=MEMORY, journal_size_limit=67108864, recursive_triggers=on}",
                config.pragmas().toString());
        assertThrows(UnsupportedOperationException.class, () -> config.pragmas().clear());
    }

    @Test
    void aReadOnlyFileKeepsItsJournalMode() {
        SqliteConfig config = SqliteConfig.builder(folder.resolve("a.db"))
                .option("open_mode", "1")
                .build();
        assertTrue(config.readOnly());
        assertFalse(config.pragmas().containsKey("journal_mode"));
        assertEquals(Map.of("open_mode", "1"), config.driverProperties());
        assertTrue(
                SqliteConfig.builder("file:" + folder + "/a.db?mode=ro").build().readOnly());
    }

    @Test
    void switchingCheckpointsOffSwitchesThoseOfSqliteOffToo() {
        assertEquals("0", memory().checkpoint(false).build().pragmas().get("wal_autocheckpoint"));
        assertEquals(
                "500",
                memory().checkpoint(false)
                        .pragma("wal_autocheckpoint", "500")
                        .build()
                        .pragmas()
                        .get("wal_autocheckpoint"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":memory:",
                "",
                "file:",
                "file::memory:",
                "file::memory:?cache=shared",
                "file:x?mode=memory&cache=shared",
                "file:/x?vfs=memdb"
            })
    void databasesInMemoryAreRecognizedAndGetNoWal(String name) {
        SqliteConfig config =
                SqliteConfig.builder(name).pragma("journal_mode", "wal").build();
        assertTrue(config.inMemory());
        assertEquals(Optional.empty(), config.path());
        assertFalse(config.pragmas().containsKey("journal_mode"));
        assertEquals(name, config.file());
    }

    @Test
    void busyTimeoutIsTheWriteTimeoutAndNoPragma() {
        SqliteConfig config = memory().option("busy_timeout", "4000").build();
        assertEquals(Duration.ofSeconds(4), config.writeTimeout());
        assertFalse(config.pragmas().containsKey("busy_timeout"));
        for (String none : List.of("0", "-1")) {
            assertEquals(
                    Duration.ofMillis(1),
                    memory().option("busy_timeout", none).build().writeTimeout(),
                    "no wait, as with the driver");
        }
        assertTrue(problemOf("busy_timeout", "soon").endsWith("(busy_timeout sets writeTimeout)"));
    }

    @Test
    void transactionModeIsTheBeginMode() {
        assertEquals(
                BeginMode.DEFERRED,
                memory().option("transaction_mode", "deferred").build().beginMode());
        assertEquals(
                BeginMode.IMMEDIATE,
                memory().option("transaction_mode", "EXCLUSIVE").build().beginMode(),
                "with a write-ahead log they are the same");
        assertEquals(
                "beginMode must be ADAPTIVE or IMMEDIATE or DEFERRED, was \"later\" (transaction_mode sets beginMode)",
                problemOf("transaction_mode", "later"));
    }

    @Test
    void parametersThatOnlyTheDriverKnowsArePassedOn() {
        SqliteConfig config = SqliteConfig.fromUrl(
                "jdbc:sqlite::memory:?date_class=TEXT&limit_length=1000&date_string_format=yyyy-MM-dd%20HH:mm",
                new Properties());
        assertEquals(
                Map.of("date_class", "TEXT", "limit_length", "1000", "date_string_format", "yyyy-MM-dd HH:mm"),
                config.driverProperties());
        assertEquals("date_class must be integer or text or real, was \"words\"", problemOf("date_class", "words"));
        assertEquals("open_mode must be an integer, was \"ro\"", problemOf("open_mode", "ro"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encoding|UTF-8'; DROP TABLE t",
                "mmap_size|1 GB",
                "threads|two",
                "cache_size|1e3",
                "foreign_keys|2"
            })
    void badPragmaValuesAreRefusedBeforeTheyReachSqlite(String name, String value) {
        assertTrue(problemOf(name, value).startsWith("PRAGMA " + name + " must be "));
    }

    @Test
    void userAndEmptyPasswordAreIgnored() {
        var properties = new Properties();
        properties.setProperty("user", "sa");
        properties.setProperty("password", "");
        assertEquals(
                Map.of(),
                SqliteConfig.fromUrl("jdbc:safesqlite::memory:", properties).driverProperties());
        properties.setProperty("password", "secret");
        SqliteConfig config = SqliteConfig.fromUrl("jdbc:safesqlite::memory:", properties);
        assertEquals(Map.of("password", "secret"), config.driverProperties());
        assertFalse(config.toString().contains("secret"));
    }

    @Test
    void aDirectoryIsNoDatabase() {
        assertEquals(
                List.of("file \"" + folder + "\" is a directory: name a file in it"),
                problemsOf(SqliteConfig.builder(folder)));
    }

    @Test
    void aMissingFolderIsNamed() {
        Path file = folder.resolve("data/app.db");
        assertEquals(
                List.of("file \"" + file + "\" cannot be created: directory \"" + file.getParent()
                        + "\" does not exist; create it"),
                problemsOf(SqliteConfig.builder(file)));
    }

    @Test
    void aFolderThatIsAFileIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("data")).resolve("app.db");
        String problem = problemsOf(SqliteConfig.builder(file)).get(0);
        assertTrue(problem.contains("data\""), problem);
    }

    @Test
    void anUnwritableFolderIsNamedUnlessTheFileIsOnlyRead() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(folder), "root may write everywhere");
            String problem =
                    problemsOf(SqliteConfig.builder(folder.resolve("a.db"))).get(0);
            assertTrue(problem.contains("\"" + folder + "\" is not writable"), problem);
            assertNotNull(
                    SqliteConfig.builder("file:" + folder + "/a.db?mode=ro").build());
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void namesThatTheDriverWouldMisreadAreRefused() {
        assertTrue(problemsOf(SqliteConfig.builder("a.db?foo=1")).get(0).contains("contains \"?\""));
        assertTrue(problemsOf(SqliteConfig.builder("jdbc:sqlite:a.db")).get(0).contains("use SqliteConfig.fromUrl"));
    }

    @Test
    void aPathThatLooksLikeSomethingElseBecomesAUri() {
        SqliteConfig config = SqliteConfig.builder(folder.resolve("50% of?.db")).build();
        assertEquals("file:" + folder + "/50%25 of%3F.db", config.file());
        assertEquals(folder.resolve("50% of?.db"), config.path().orElseThrow());
        assertEquals("50% of?", config.poolName());
    }

    @Test
    void objectsAreKeptAndCopied() {
        Object registry = new Object();
        ConnectionCustomizer customizer = raw -> {};
        TransactionNames names = () -> "report";
        SqliteConfigBuilder builder = memory().metricRegistry(registry)
                .healthCheckRegistry(registry)
                .connectionCustomizer(customizer)
                .transactionNames(names);
        SqliteConfig config = builder.build();
        builder.maximumPoolSize(3);
        assertSame(registry, config.toBuilder().build().metricRegistry());
        assertSame(registry, config.healthCheckRegistry());
        assertSame(customizer, config.toBuilder().build().connectionCustomizer());
        assertSame(names, config.toBuilder().build().transactionNames());
        assertEquals(10, config.maximumPoolSize());
        assertTrue(problemOf("metricRegistry", "x").contains("it is an object"));
    }

    @Test
    void retryAndCheckpointDefaultsAreThoseOfTheTable() {
        SqliteConfig config = memory().build();
        assertEquals(10_000, config.retryAttempts());
        assertEquals(Duration.ofNanos(50_000), config.retryFirstDelay());
        assertEquals(Duration.ofMillis(10), config.retryMaximumDelay());
        assertEquals(0.5, config.retryJitter());
        assertEquals(new CheckpointConfig(true, Duration.ofSeconds(30), 8L << 20, 32L << 20), config.checkpoint());
    }
}
