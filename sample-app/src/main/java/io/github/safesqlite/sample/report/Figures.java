// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import java.util.Locale;

/** Writes numbers the same way in any locale. */
final class Figures {
    private static final double BYTES_PER_MEGABYTE = 1_000_000;

    private Figures() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Two decimals, rounded down: a single failure must not read as 100. */
    static String percent(double percent) {
        return percent == 100 ? "100" : String.format(Locale.ROOT, "%.2f", Math.floor(percent * 100) / 100);
    }

    static String millis(long micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f" : "%,.0f", micros / 1000.0);
    }

    static String ratio(double ratio) {
        return Double.isInfinite(ratio) ? "inf" : String.format(Locale.ROOT, "%,.2f", ratio);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MEGABYTE);
    }
}
