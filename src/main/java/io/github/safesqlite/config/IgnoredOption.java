// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What sqlite-jdbc takes and this library does not act on, and why. */
final class IgnoredOption {
    private static final String JOURNAL_MODE = "journal_mode";
    private static final String OBSOLETE = "it is obsolete and does nothing; remove it";

    private static final Map<String, String> ALWAYS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "count_changes",
                    "it is obsolete, and an INSERT that returns rows confuses JDBC; use the update count"),
            Map.entry("default_cache_size", "it is obsolete; use cache_size"),
            Map.entry(
                    "defer_foreign_keys",
                    "it ends with the first transaction; run it as SQL in the transaction that needs it"),
            Map.entry("empty_result_callback", OBSOLETE),
            Map.entry("empty_result_callbacks", OBSOLETE),
            Map.entry("fullsync", "SQLite has no such PRAGMA; use fullfsync"),
            Map.entry(
                    "incremental_vacuum",
                    "it is an action, not a setting; run it as SQL (vacuumInterval runs it from time to time)"),
            Map.entry("legacy_file_format", OBSOLETE),
            Map.entry(
                    "temp_store_directory",
                    "it is obsolete, and holds for the whole process; set the environment variable SQLITE_TMPDIR")));

    private IgnoredOption() {}

    /** Why {@code name=value} is ignored and what to use instead, or null if it is not. */
    static @Nullable String reason(String name, String value) {
        String key = name.toLowerCase(Locale.ROOT);
        String text = value.strip().replace("'", "").toLowerCase(Locale.ROOT);
        if (key.equals("locking_mode") && text.equals("exclusive")) {
            return "it would lock out the pool's other connections; run it as SQL on the connection that needs exclusive"
                    + " access";
        }
        if (key.equals(JOURNAL_MODE) && text.equals("off")) {
            return "without a journal a failed statement would damage the file; journal_mode=MEMORY is set instead";
        }
        if (key.equals(DriverOptions.GENERATED_KEYS) && text.equals("false")) {
            return "generated keys are read only when a statement requests them; remove it";
        }
        return ALWAYS.get(key);
    }

    /** What is set instead of an ignored value of a PRAGMA, or null if nothing is. */
    static @Nullable String replacement(String pragma) {
        return pragma.equals(JOURNAL_MODE) ? "memory" : null;
    }
}
