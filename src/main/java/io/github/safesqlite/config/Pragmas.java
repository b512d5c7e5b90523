// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** SQLite's PRAGMAs (sqlite.org/pragma.html): which can be configured, with which values, and in which order they are set. */
final class Pragmas {
    /** These come first, in this order: a later one depends on an earlier one or cannot be set after it. */
    private static final List<String> FIRST =
            List.of("page_size", "auto_vacuum", "encoding", "journal_mode", "synchronous", "foreign_keys");

    private static final Map<String, UnaryOperator<String>> SETTABLE = new TreeMap<>();
    private static final Map<String, String> FIX = new TreeMap<>();

    static {
        String[] booleans = {"on", "off", "true", "false", "yes", "no", "1", "0"};
        for (String name : List.of(
                "automatic_index",
                "case_sensitive_like",
                "cell_size_check",
                "checkpoint_fullfsync",
                "foreign_keys",
                "full_column_names",
                "fullfsync",
                "ignore_check_constraints",
                "legacy_alter_table",
                "query_only",
                "read_uncommitted",
                "recursive_triggers",
                "reverse_unordered_selects",
                "short_column_names",
                "trusted_schema")) {
            SETTABLE.put(name, words(booleans));
        }
        for (String name : List.of(
                "analysis_limit",
                "application_id",
                "max_page_count",
                "threads",
                "user_version",
                "wal_autocheckpoint")) {
            SETTABLE.put(name, Pragmas::integer);
        }
        for (String name :
                List.of("hard_heap_limit", "journal_size_limit", "mmap_size", "page_size", "soft_heap_limit")) {
            SETTABLE.put(name, Pragmas::bytes);
        }
        SETTABLE.put("cache_size", Pragmas::cacheSize);
        SETTABLE.put("cache_spill", either(words(booleans), Pragmas::integer));
        SETTABLE.put("secure_delete", words("on", "off", "true", "false", "yes", "no", "1", "0", "fast"));
        SETTABLE.put("auto_vacuum", words("none", "full", "incremental", "0", "1", "2"));
        SETTABLE.put("encoding", words("UTF-8", "UTF-16", "UTF-16le", "UTF-16be"));
        SETTABLE.put("journal_mode", words("WAL", "delete", "truncate", "persist", "memory", "off"));
        SETTABLE.put("synchronous", words("off", "normal", "full", "extra", "0", "1", "2", "3"));
        SETTABLE.put("temp_store", words("default", "file", "memory", "0", "1", "2"));
        // EXCLUSIVE would shut the pool's other connections out.
        SETTABLE.put("locking_mode", words("normal"));

        for (String name : List.of("schema_version", "default_cache_size")) {
            FIX.put(name, "it changes the file: run it once as SQL");
        }
        FIX.put("defer_foreign_keys", "it lasts for one transaction: run it as SQL in that transaction");
        FIX.put("writable_schema", "it can corrupt the file: run it as SQL where you need it");
        for (String name : List.of(
                "count_changes",
                "empty_result_callbacks",
                "legacy_file_format",
                "temp_store_directory",
                "data_store_directory")) {
            FIX.put(name, "it is obsolete: remove it");
        }
        for (String name : List.of("incremental_vacuum", "optimize", "shrink_memory", "wal_checkpoint")) {
            FIX.put(name, "it is an action: run it as SQL");
        }
        for (String name : List.of(
                "collation_list",
                "compile_options",
                "data_version",
                "database_list",
                "foreign_key_check",
                "foreign_key_list",
                "freelist_count",
                "function_list",
                "index_info",
                "index_list",
                "index_xinfo",
                "integrity_check",
                "module_list",
                "page_count",
                "pragma_list",
                "quick_check",
                "stats",
                "table_info",
                "table_list",
                "table_xinfo")) {
            FIX.put(name, "it is a query: run it as SQL");
        }
    }

    private Pragmas() {}

    /** Whether SQLite has a PRAGMA of this name, in any case. */
    static boolean isKnown(String name) {
        String key = key(name);
        return SETTABLE.containsKey(key) || FIX.containsKey(key);
    }

    static Iterable<String> settableNames() {
        return SETTABLE.keySet();
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Why this known PRAGMA cannot be configured, and what to do; null if it can. */
    static @Nullable String fix(String name) {
        return FIX.get(key(name));
    }

    /**
     * The value as SQLite takes it.
     *
     * @throws IllegalArgumentException whose message is a whole problem
     */
    static String value(String name, String value) {
        UnaryOperator<String> reader = SETTABLE.get(key(name));
        if (reader == null) {
            throw new IllegalArgumentException("PRAGMA " + key(name) + " cannot be configured");
        }
        try {
            return reader.apply(withoutQuotes(value.strip()));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(
                    "PRAGMA " + key(name) + " must be " + bad.getMessage() + ", was \"" + value + "\"", bad);
        }
    }

    /** The PRAGMAs of a configuration in the order in which they are set. */
    static Map<String, String> effective(
            Profile profile, Map<String, String> configured, boolean inMemory, boolean readOnly, boolean checkpoint) {
        Map<String, String> merged = profile.pragmas();
        if (readOnly) {
            merged.remove("journal_mode");
        }
        if (!checkpoint) {
            merged.put("wal_autocheckpoint", "0");
        }
        merged.putAll(configured);
        if (inMemory && "WAL".equalsIgnoreCase(merged.get("journal_mode"))) {
            // "An in-memory database cannot be put in WAL mode" (sqlite.org/pragma.html#pragma_journal_mode).
            merged.remove("journal_mode");
        }
        var names = new ArrayList<>(merged.keySet());
        names.sort(Comparator.comparingInt(Pragmas::rank));
        var ordered = new LinkedHashMap<String, String>();
        names.forEach(name -> ordered.put(name, merged.getOrDefault(name, "")));
        return ordered;
    }

    /** SQLite takes the values in quotes too, and the driver writes that of the encoding so. */
    private static String withoutQuotes(String value) {
        boolean quoted = value.length() > 1
                && "'\"".indexOf(value.charAt(0)) >= 0
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static int rank(String name) {
        int place = FIRST.indexOf(name);
        return place < 0 ? FIRST.size() : place;
    }

    private static UnaryOperator<String> words(String... words) {
        String wanted = "one of " + String.join(", ", words);
        return value -> {
            if (Arrays.stream(words).noneMatch(value::equalsIgnoreCase)) {
                throw new IllegalArgumentException(wanted);
            }
            return value;
        };
    }

    private static UnaryOperator<String> either(UnaryOperator<String> first, UnaryOperator<String> second) {
        return value -> {
            try {
                return first.apply(value);
            } catch (IllegalArgumentException notFirst) {
                return second.apply(value);
            }
        };
    }

    private static String integer(String value) {
        if (!value.matches("[+-]?[0-9]{1,18}")) {
            throw new IllegalArgumentException("an integer");
        }
        return value;
    }

    private static String bytes(String value) {
        return value.startsWith("-") ? integer(value) : String.valueOf(UnitText.parseSize(value));
    }

    /** A number is SQLite's own (pages, or KiB if negative); a size with a unit becomes KiB. */
    private static String cacheSize(String value) {
        return value.endsWith("B") ? "-" + UnitText.parseSize(value) / 1024 : integer(value);
    }
}
