// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import io.github.safesqlite.sample.load.LoadResult;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes numbers the same way in any locale. */
public final class Figures {
    private static final double BYTES_PER_MEGABYTE = 1_000_000;

    private Figures() {}

    /** A whole number. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Two decimals, rounded down: a single failure must not read as 100. */
    public static String percent(double percent) {
        return percent == 100 ? "100" : String.format(Locale.ROOT, "%.2f", Math.floor(percent * 100) / 100);
    }

    /** Microseconds in milliseconds. */
    public static String millis(long micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f" : "%,.0f", micros / 1000.0);
    }

    /** Two decimals. */
    public static String ratio(double ratio) {
        return Double.isInfinite(ratio) ? "inf" : String.format(Locale.ROOT, "%,.2f", ratio);
    }

    /** Bytes in megabytes. */
    public static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MEGABYTE);
    }

    /** A percentile of the latencies in milliseconds. */
    public static String latency(LoadResult result, double percentile) {
        if (result.latencyMicros().getTotalCount() == 0) {
            return "-";
        }
        return millis(result.latencyMicros().getValueAtPercentile(percentile));
    }

    /** How many requests failed in which way. */
    public static String failures(LoadResult result) {
        if (result.failures().isEmpty()) {
            return "none";
        }
        return result.failures().entrySet().stream()
                .map(failure -> failure.getKey() + " " + count(failure.getValue()))
                .collect(Collectors.joining(", "));
    }
}
