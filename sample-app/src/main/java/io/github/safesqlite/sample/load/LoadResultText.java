// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A load result as text, for the way from a second process to the first. */
public final class LoadResultText {
    private static final String FAILURE = "failure.";

    private LoadResultText() {}

    /** The result as lines {@code name=value}. */
    public static String write(LoadResult result) {
        Properties properties = new Properties();
        properties.setProperty("answered", Long.toString(result.answered()));
        properties.setProperty("inserts", Long.toString(result.acknowledgedInserts()));
        properties.setProperty("updates", Long.toString(result.acknowledgedUpdates()));
        properties.setProperty("latencies", Latencies.toText(result.latencyMicros()));
        properties.setProperty(
                "users", result.answeredByUser().stream().map(String::valueOf).collect(Collectors.joining(",")));
        properties.setProperty("seconds", Double.toString(result.measuredSeconds()));
        result.failures().forEach((name, count) -> properties.setProperty(FAILURE + name, Long.toString(count)));
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** The result that {@link #write} made this text of. */
    public static LoadResult read(String text) {
        Properties properties = new Properties();
        try (Reader reader = new StringReader(text)) {
            properties.load(reader);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new LoadResult(
                number(properties, "answered"),
                failures(properties),
                number(properties, "inserts"),
                number(properties, "updates"),
                Latencies.fromText(value(properties, "latencies")),
                users(properties),
                Double.parseDouble(value(properties, "seconds")));
    }

    private static Map<String, Long> failures(Properties properties) {
        Map<String, Long> failures = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(FAILURE)) {
                failures.put(name.substring(FAILURE.length()), number(properties, name));
            }
        }
        return failures;
    }

    private static List<Long> users(Properties properties) {
        return Arrays.stream(value(properties, "users").split(","))
                .map(Long::valueOf)
                .toList();
    }

    private static long number(Properties properties, String name) {
        return Long.parseLong(value(properties, name));
    }

    private static String value(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("a load result needs " + name + ", got: " + properties.keySet());
        }
        return value;
    }
}
