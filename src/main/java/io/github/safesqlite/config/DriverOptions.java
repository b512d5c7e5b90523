// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/** The parameters of sqlite-jdbc that are no PRAGMA: which are handed to it, and what to write instead of the others. */
final class DriverOptions {
    /** How the URLs of the plain driver begin. */
    static final String URL_PREFIX = "jdbc:sqlite:";

    static final String OPEN_MODE = "open_mode";
    static final String READ_ONLY = "1";
    static final String BUSY_TIMEOUT = "busy_timeout";
    static final String TRANSACTION_MODE = "transaction_mode";
    static final String SHARED_CACHE = "shared_cache";
    static final String GENERATED_KEYS = "jdbc.get_generated_keys";

    /** SQLITE_OPEN_READONLY and SQLITE_OPEN_SHAREDCACHE (sqlite.org/c3ref/c_open_autoproxy.html). */
    private static final int OPEN_READ_ONLY = 1;

    private static final int OPEN_SHARED_CACHE = 0x20000;

    private static final Set<String> PASSED = new TreeSet<>(Set.of(
            "date_class",
            "date_precision",
            "date_string_format",
            "enable_load_extension",
            "hexkey_mode",
            "password",
            "limit_attached",
            "limit_column",
            "limit_compound_select",
            "limit_expr_depth",
            "limit_function_arg",
            "limit_length",
            "limit_like_pattern_length",
            "limit_page_count",
            "limit_sql_length",
            "limit_trigger_depth",
            "limit_variable_number",
            "limit_vdbe_op",
            "limit_worker_threads",
            OPEN_MODE));

    /** Say what this library does or does not do anyway. */
    private static final Set<String> HERE = Set.of(
            BUSY_TIMEOUT,
            TRANSACTION_MODE,
            SHARED_CACHE,
            GENERATED_KEYS,
            "jdbc.explicit_readonly",
            "fullsync",
            "empty_result_callback");

    private static final Map<String, String> FIX = new TreeMap<>(Map.of(
            "vfs", "write the file as a URI: file:NAME?vfs=...",
            "metricRegistry", "it is an object: give it to the builder or the DataSource",
            "healthCheckRegistry", "it is an object: give it to the builder or the DataSource",
            "listeners", "they are objects: give them to the builder or the DataSource",
            "connectionCustomizer", "it is an object: give it to the builder or the DataSource"));

    /** What the driver on the class path has besides: one that encrypts has ciphers and keys. */
    private static final class Declared {
        static final Set<String> NAMES = names();

        private static Set<String> names() {
            try {
                return Arrays.stream(new JDBC().getPropertyInfo(URL_PREFIX, new Properties()))
                        .map((DriverPropertyInfo info) -> info.name)
                        .collect(Collectors.toUnmodifiableSet());
            } catch (SQLException unknown) {
                return Set.of();
            }
        }
    }

    private DriverOptions() {}

    /** Those that are known without a look at the driver. */
    static List<String> names() {
        var names = new TreeSet<>(PASSED);
        names.addAll(HERE);
        return List.copyOf(names);
    }

    static boolean isKnown(String name) {
        String key = key(name);
        return PASSED.contains(key) || HERE.contains(key) || Declared.NAMES.contains(key);
    }

    static boolean isPassed(String name) {
        return isKnown(name) && !HERE.contains(key(name));
    }

    /** The driver has its names in lower case, and takes them from a URL in any. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What to do instead of setting {@code name}, or null if nothing is known about it. */
    static @Nullable String fix(String name) {
        return FIX.get(name);
    }

    /** The problem with a value that the driver would choke on or misread, or null. */
    static @Nullable String problemWith(String name, String value) {
        String wanted = switch (key(name)) {
            case "date_class" -> "integer|text|real";
            case "date_precision" -> "seconds|milliseconds";
            case "enable_load_extension", SHARED_CACHE, GENERATED_KEYS, "jdbc.explicit_readonly" -> "true|false";
            case OPEN_MODE -> "[0-9]{1,9}";
            default -> key(name).startsWith("limit_") ? "-?[0-9]{1,10}" : ".*";
        };
        boolean good = Pattern.compile(wanted, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(value)
                .matches();
        String shown = wanted.contains("[") ? "an integer" : wanted.replace("|", " or ");
        return good ? null : name + " must be " + shown + ", was \"" + value + "\"";
    }

    /** What {@code busy_timeout} says as {@code writeTimeout}: nothing or less is the shortest there is. */
    static String writeTimeout(String value) {
        return value.strip().matches("0+|-[0-9]+") ? "1ms" : value;
    }

    /** What {@code transaction_mode} says as {@code beginMode}. EXCLUSIVE is IMMEDIATE where there is a write-ahead log. */
    static String beginMode(String value) {
        return switch (value.strip().toUpperCase(Locale.ROOT)) {
            case "EXCLUSIVE" -> "IMMEDIATE";
            // As older versions of the driver wrote it, which takes it still.
            case "DEFFERED" -> "DEFERRED";
            default -> value;
        };
    }

    /** Whether {@code name=value} asks for a shared cache. */
    static boolean asksForSharedCache(String name, String value) {
        return switch (key(name)) {
            case SHARED_CACHE -> Boolean.parseBoolean(value);
            case OPEN_MODE -> (Integer.parseInt(value) & OPEN_SHARED_CACHE) != 0;
            default -> false;
        };
    }

    /** The flags without that for a shared cache. */
    static String openMode(String flags) {
        return String.valueOf(Integer.parseInt(flags) & ~OPEN_SHARED_CACHE);
    }

    /** Whether it says nothing to SQLite, which has no users: frameworks send it, and the driver ignores it too. */
    static boolean isIgnored(String name, String value) {
        return name.equals("user") || name.equals("password") && value.isEmpty();
    }

    /** Whether the driver would open the file for reading only. */
    static boolean isReadOnly(Map<String, String> properties) {
        String mode = properties.getOrDefault(OPEN_MODE, "0");
        return (Integer.parseInt(mode) & OPEN_READ_ONLY) != 0;
    }
}
