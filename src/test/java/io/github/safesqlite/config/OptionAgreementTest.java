// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Builder, bean properties, URL and Properties all go through the table of options, and must agree about each one. */
public class OptionAgreementTest {
    /** For each option a value that is not its default. */
    private static final Map<String, String> SAMPLES = Map.ofEntries(
            Map.entry("poolName", "a b&c=d%"),
            Map.entry("profile", "desktop"),
            Map.entry("maximumPoolSize", "7"),
            Map.entry("minimumIdle", "3"),
            Map.entry("maximumParked", "4"),
            Map.entry("idleTimeout", "2m"),
            Map.entry("maxLifetime", "30m"),
            Map.entry("connectionTimeout", "250ms"),
            Map.entry("writeTimeout", "90s"),
            Map.entry("closeTimeout", "0ms"),
            Map.entry("beginMode", "DEFERRED"),
            Map.entry("adaptiveTrustAfter", "5"),
            Map.entry("adaptiveTrustAgainAfter", "50"),
            Map.entry("adaptiveKeys", "200"),
            Map.entry("giveWayAfter", "20ms"),
            Map.entry("firstRunTimeout", "2s"),
            Map.entry("recheckReads", "0"),
            Map.entry("recheckRows", "500"),
            Map.entry("recheckTimeout", "2s"),
            Map.entry("retryAttempts", "8"),
            Map.entry("retryFirstDelay", "70us"),
            Map.entry("retryMaximumDelay", "20ms"),
            Map.entry("retryJitter", "0.25"),
            Map.entry("groupCommit", "false"),
            Map.entry("sharedSync", "true"),
            Map.entry("processGate", "true"),
            Map.entry("rejectHopelessWaits", "true"),
            Map.entry("untrusted", "true"),
            Map.entry("atomicBatches", "false"),
            Map.entry("detectNestedWrites", "false"),
            Map.entry("nestedWriteGrace", "1s"),
            Map.entry("returningMemory", "3MiB"),
            Map.entry("statementCacheSize", "0"),
            Map.entry("statementCacheMemory", "1MiB"),
            Map.entry("cacheMemory", "256MiB"),
            Map.entry("leakDetectionThreshold", "off"),
            Map.entry("leakStacks", "always"),
            Map.entry("reclaimLeaks", "true"),
            Map.entry("reclaimThreshold", "5m"),
            Map.entry("registerMbeans", "true"),
            Map.entry("slowWriteThreshold", "3s"),
            Map.entry("selfCheckInterval", "10s"),
            Map.entry("traceStatements", "true"),
            Map.entry("collectStatements", "true"),
            Map.entry("checkpoint", "false"),
            Map.entry("checkpointInterval", "1h"),
            Map.entry("walSoftLimit", "128MiB"),
            Map.entry("walHardLimit", "1GiB"),
            Map.entry("pinThreshold", "5s"),
            Map.entry("maxReadAge", "10m"),
            Map.entry("optimizeInterval", "off"),
            Map.entry("vacuumInterval", "7d"),
            Map.entry("checkInterval", "30d"),
            Map.entry("walTruncateInterval", "6h"),
            Map.entry("backupDirectory", "backups of today"),
            Map.entry("backupInterval", "6h"),
            Map.entry("backupRetention", "30"),
            Map.entry("maintenanceTimeout", "10s"),
            Map.entry("pragmaMismatch", "warn"),
            Map.entry("networkFilesystem", "refuse"),
            Map.entry("unsafeSqlite", "refuse"),
            Map.entry("fileReplaced", "refuse"),
            Map.entry("fileCheckInterval", "0ms"),
            Map.entry("extensions", "math.so,lib/text.so!start"),
            Map.entry("customizer", "io.github.safesqlite.setup.TwiceCustomizer"),
            Map.entry("initSql", "SELECT 1; PRAGMA foreign_keys = ON"));

    private static final Set<String> DERIVED = Set.of("maximumPoolSize>maximumParked", "walSoftLimit>walHardLimit");

    /** For each option a value that is not its default, for tests of other ways to set it. */
    public static Map<String, String> samples() {
        return SAMPLES;
    }

    static List<Option<?>> options() {
        return Options.all();
    }

    @Test
    void everyOptionHasASampleAndEverySampleAnOption() {
        Set<String> names = Options.all().stream().map(Option::name).collect(Collectors.toSet());
        assertEquals(names, SAMPLES.keySet());
    }

    @ParameterizedTest
    @MethodSource("options")
    void allWaysSetTheSameValue(Option<?> option) throws ReflectiveOperationException {
        String sample = SAMPLES.get(option.name());
        var properties = new Properties();
        properties.setProperty(option.name(), sample);

        SqliteConfig byText =
                SqliteConfig.builder(":memory:").option(option.name(), sample).build();
        SqliteConfig byUrl = fromUrl("jdbc:safesqlite::memory:?" + option.name() + "=" + encode(sample));
        SqliteConfig byDriverUrl = fromUrl("jdbc:sqlite::memory:?" + option.name() + "=" + encode(sample));
        SqliteConfig byProperties = SqliteConfig.fromUrl("jdbc:safesqlite::memory:", properties);
        SqliteConfig bySetter = withSetter(option, byText);

        assertEquals(sample, byText.text(option));
        assertEquals(sample, byUrl.text(option));
        assertEquals(sample, byDriverUrl.text(option));
        assertEquals(sample, byProperties.text(option));
        assertEquals(sample, bySetter.text(option));
        assertEquals(sample, byText.toBuilder().build().text(option));
    }

    /** What is not allowed in a URL is the same there if it is allowed. */
    private static SqliteConfig fromUrl(String url) {
        System.setProperty(CodeInUrl.PROPERTY, "true");
        try {
            return SqliteConfig.fromUrl(url, new Properties());
        } finally {
            System.clearProperty(CodeInUrl.PROPERTY);
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void exactlyWhatRunsCodeIsRefusedInAUrl(Option<?> option) {
        String url = "jdbc:safesqlite::memory:?" + option.name() + "=" + encode(SAMPLES.get(option.name()));
        boolean runsCode = Set.of("extensions", "customizer", "initSql").contains(option.name());
        if (runsCode) {
            assertThrows(SqliteConfigException.class, () -> SqliteConfig.fromUrl(url, new Properties()));
        } else {
            SqliteConfig.fromUrl(url, new Properties());
        }
        assertEquals(runsCode, option.runsCode());
    }

    @ParameterizedTest
    @MethodSource("options")
    void theSampleIsNotTheDefaultAndSetsNothingElse(Option<?> option) {
        SqliteConfig plain = SqliteConfig.builder(":memory:").build();
        SqliteConfig changed = SqliteConfig.builder(":memory:")
                .option(option.name(), SAMPLES.get(option.name()))
                .build();
        for (Option<?> other : Options.all()) {
            if (other == option) {
                assertNotEquals(plain.text(other), changed.text(other));
            } else if (!DERIVED.contains(option.name() + ">" + other.name())) {
                assertEquals(plain.text(other), changed.text(other), other.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void theDocumentedDefaultIsTheDefault(Option<?> option) {
        if (Set.of(
                        "poolName",
                        "minimumIdle",
                        "maximumParked",
                        "walHardLimit",
                        "checkpoint",
                        "returningMemory",
                        "statementCacheMemory",
                        "cacheMemory")
                .contains(option.name())) {
            return; // Derived: see SqliteConfigTest.
        }
        assertEquals(
                option.defaultText(), SqliteConfig.builder(":memory:").build().text(option));
    }

    /** Which option has which default is written once: Javadoc repeats it. */
    @ParameterizedTest
    @MethodSource("options")
    void theJavadocOfTheSetterSaysTheDefault(Option<?> option) throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/github/safesqlite/config/SqliteConfigBuilder.java"));
        int setter = source.indexOf("public SqliteConfigBuilder " + option.name() + "(");
        String javadoc = source.substring(source.lastIndexOf("/**", setter), setter);
        var said = Pattern.compile("Default(:?) (.+?)\\.(?=\\s)").matcher(javadoc);
        assertTrue(said.find(), javadoc);
        if (said.group(1).isEmpty()) {
            assertEquals(defaultOf(option), printed(option, said.group(2)), javadoc);
        } else {
            assertTrue(
                    option.defaultText().contains(" ") || option.defaultText().equals("off"),
                    () -> option + " has a plain default: " + option.defaultText());
        }
    }

    private static <T> String defaultOf(Option<T> option) {
        return option.print(SqliteConfig.builder(":memory:").build().get(option));
    }

    /** Javadoc writes 30 s and 1 min where the table has 30s and 1m. */
    private static <T> String printed(Option<T> option, String said) {
        String text = said.replaceAll("(?<=[0-9]) (m|d)(in|ay)$", "$1").replaceAll("(?<=[0-9]) ", "");
        return option.print(option.parse(text));
    }

    @Test
    void everyTypedSetterIsInTheTable() {
        var expected = new HashSet<>(SAMPLES.keySet());
        expected.addAll(Set.of(
                "metricRegistry",
                "healthCheckRegistry",
                "listener",
                "connectionCustomizer",
                "transactionNames",
                "function",
                "collation",
                "option",
                "pragma"));
        expected.addAll(Set.of("build", "idleTimeoutOff", "maxLifetimeOff", "leakDetectionThresholdOff"));
        expected.addAll(Set.of("slowWriteThresholdOff", "pinThresholdOff", "maxReadAgeOff"));
        expected.addAll(Set.of("optimizeIntervalOff", "vacuumIntervalOff", "checkIntervalOff"));
        expected.addAll(Set.of("walTruncateIntervalOff", "backupDirectoryOff", "cacheMemoryOff"));
        expected.addAll(Set.of("customizerOff", "initSqlOff", "giveWayAfterOff", "selfCheckIntervalOff"));
        Set<String> methods = Arrays.stream(SqliteConfigBuilder.class.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .collect(Collectors.toSet());
        assertEquals(expected, methods);
    }

    @Test
    void thePropertiesWinOverTheUrl() {
        var properties = new Properties();
        properties.setProperty("maximumPoolSize", "6");
        assertEquals(
                6,
                SqliteConfig.fromUrl("jdbc:safesqlite::memory:?maximumPoolSize=5", properties)
                        .maximumPoolSize());
    }

    @Test
    void theLastOfTwoNamesOfOneOptionCounts() {
        var properties = new Properties();
        String url = "jdbc:safesqlite:app.db?busy_timeout=1000&writeTimeout=2s";
        assertEquals(
                Duration.ofSeconds(2), SqliteConfig.fromUrl(url, properties).writeTimeout());
        String reversed = "jdbc:safesqlite:app.db?writeTimeout=2s&busy_timeout=1000";
        assertEquals(
                Duration.ofSeconds(1),
                SqliteConfig.fromUrl(reversed, properties).writeTimeout());
        properties.setProperty("busy_timeout", "3000");
        assertEquals(
                Duration.ofSeconds(3), SqliteConfig.fromUrl(url, properties).writeTimeout());
    }

    @Test
    void numbersAndBooleansPutIntoPropertiesAsObjectsCount() {
        var properties = new Properties();
        properties.put("maximumPoolSize", 6);
        properties.put("traceStatements", true);
        SqliteConfig config = SqliteConfig.fromUrl("jdbc:safesqlite::memory:", properties);
        assertEquals(6, config.maximumPoolSize());
        assertTrue(config.traceStatements());
    }

    private static SqliteConfig withSetter(Option<?> option, SqliteConfig source) throws ReflectiveOperationException {
        SqliteConfigBuilder builder = SqliteConfig.builder(":memory:");
        Object value = source.get(option);
        if (value instanceof Optional<?> optional && optional.isEmpty()) {
            SqliteConfigBuilder.class.getMethod(option.name() + "Off").invoke(builder);
            return builder.build();
        }
        Object argument = value instanceof Optional<?> optional ? optional.get() : value;
        for (Method method : SqliteConfigBuilder.class.getMethods()) {
            if (method.getName().equals(option.name()) && method.getParameterCount() == 1) {
                method.invoke(builder, argument);
                return builder.build();
            }
        }
        return fail("no setter for " + option);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
