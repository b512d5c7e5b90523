// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of sqlite-jdbc that are no PRAGMA: which are handed to it, and what to write instead of the others. */
final class DriverOptions {
    static final String OPEN_MODE = "open_mode";
    static final String READ_ONLY = "1";

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
    private static final Map<String, String> FIX = new TreeMap<>(Map.of(
            "jdbc.explicit_readonly", "remove it: setReadOnly works between transactions without it",
            "jdbc.get_generated_keys", "remove it: keys are read when a statement asks for them",
            "shared_cache", "remove it: its locks ignore every timeout",
            "fullsync", "write fullfsync",
            "vfs", "write the file as a URI: file:NAME?vfs=...",
            "metricRegistry", "it is an object: give it to the builder or the DataSource",
            "healthCheckRegistry", "it is an object: give it to the builder or the DataSource",
            "listeners", "they are objects: give them to the builder or the DataSource",
            "connectionCustomizer", "it is an object: give it to the builder or the DataSource"));

    private DriverOptions() {}

    static Set<String> passedNames() {
        return PASSED;
    }

    static boolean isPassed(String name) {
        return PASSED.contains(name);
    }

    /** What to do instead of setting {@code name}, or null if nothing is known about it. */
    static @Nullable String fix(String name) {
        return FIX.get(name);
    }

    /** The problem with a value that the driver would choke on or misread, or null. */
    static @Nullable String problemWith(String name, String value) {
        String wanted = switch (name) {
            case "date_class" -> "integer|text|real";
            case "date_precision" -> "seconds|milliseconds";
            case "enable_load_extension" -> "true|false";
            case OPEN_MODE -> "[0-9]{1,9}";
            default -> name.startsWith("limit_") ? "[0-9]{1,9}" : ".*";
        };
        boolean good = Pattern.compile(wanted, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(value)
                .matches();
        String shown = wanted.startsWith("[") ? "an integer" : wanted.replace("|", " or ");
        return good ? null : name + " must be " + shown + ", was \"" + value + "\"";
    }

    /** Whether it says nothing to SQLite, which has no users: frameworks send it, and the driver ignores it too. */
    static boolean isIgnored(String name, String value) {
        return name.equals("user") || name.equals("password") && value.isEmpty();
    }

    /** Whether the driver would open the file for reading only: SQLITE_OPEN_READONLY is 1. */
    static boolean isReadOnly(Map<String, String> properties) {
        String mode = properties.getOrDefault(OPEN_MODE, "0");
        return (Integer.parseInt(mode) & 1) != 0;
    }
}
