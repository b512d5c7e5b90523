// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and sizes as text: a whole number with an optional unit. */
final class UnitText {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+) ?([A-Za-z]*)");
    private static final Map<String, Long> NANOS = new LinkedHashMap<>();
    private static final Map<String, Long> BYTES = new LinkedHashMap<>();

    static {
        // Largest first: printing takes the first that divides the value.
        NANOS.put("d", 86_400_000_000_000L);
        NANOS.put("h", 3_600_000_000_000L);
        NANOS.put("m", 60_000_000_000L);
        NANOS.put("s", 1_000_000_000L);
        NANOS.put("ms", 1_000_000L);
        NANOS.put("us", 1_000L);
        NANOS.put("ns", 1L);
        BYTES.put("GiB", 1L << 30);
        BYTES.put("MiB", 1L << 20);
        BYTES.put("KiB", 1L << 10);
    }

    private UnitText() {}

    static Duration parseDuration(String text) {
        String wanted = "a duration such as 500ms, 30s or 2m (a plain number is milliseconds)";
        return Duration.ofNanos(parse(text, NANOS, 1_000_000L, wanted));
    }

    static long parseSize(String text) {
        return parse(text, BYTES, 1, "a size such as 64MiB (a plain number is bytes; units are KiB, MiB, GiB)");
    }

    static String printDuration(Duration duration) {
        try {
            return duration.isZero() ? "0ms" : print(duration.toNanos(), NANOS);
        } catch (ArithmeticException over292Years) {
            return duration.toSeconds() + "s";
        }
    }

    static String printSize(long bytes) {
        return bytes == 0 ? "0" : print(bytes, BYTES);
    }

    private static long parse(String text, Map<String, Long> units, long plain, String wanted) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Long factor = matcher.matches() ? factor(matcher.group(2), units, plain) : null;
        if (factor == null) {
            throw new IllegalArgumentException(wanted);
        }
        BigInteger value = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(factor));
        if (value.bitLength() > 63) {
            throw new IllegalArgumentException(wanted + ", and less than 2^63 in the smallest unit");
        }
        return value.longValue();
    }

    private static @Nullable Long factor(String unit, Map<String, Long> units, long plain) {
        return unit.isEmpty() ? Long.valueOf(plain) : units.get(unit);
    }

    private static String print(long value, Map<String, Long> units) {
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (value % unit.getValue() == 0) {
                return value / unit.getValue() + unit.getKey();
            }
        }
        return String.valueOf(value);
    }
}
