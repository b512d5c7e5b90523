// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.internal.pragma.KnownPragma;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code untrusted=true} sets on each physical connection, after sqlite.org/security.html, and which other settings
 * contradict it. Stateless.
 */
final class Untrusted {
    private static final String LOADS_EXTENSIONS = "enable_load_extension";
    private static final String ATTACHED = "limit_attached";

    private Untrusted() {}

    /** The PRAGMAs, by name; nothing else may be set. */
    static Map<String, String> pragmas() {
        var pragmas = new LinkedHashMap<String, String>();
        pragmas.put("trusted_schema", "off");
        pragmas.put("cell_size_check", "on");
        pragmas.put("mmap_size", "0");
        return pragmas;
    }

    /**
     * The limits, by the driver's names. The application may set others, except the first. They are what SQLite advises, but for
     * three that would break what is used here: an integrity check of many tables needs more operations, a full-text table of a
     * hundred columns more variables, and the driver's metadata as many parts of a compound SELECT as there are columns.
     */
    static Map<String, Integer> limits() {
        var limits = new LinkedHashMap<String, Integer>();
        limits.put(ATTACHED, 0);
        limits.put("limit_length", 1_000_000);
        limits.put("limit_sql_length", 100_000);
        limits.put("limit_column", 100);
        limits.put("limit_expr_depth", 10);
        limits.put("limit_vdbe_op", 250_000);
        limits.put("limit_function_arg", 8);
        limits.put("limit_like_pattern_length", 50);
        limits.put("limit_variable_number", 200);
        limits.put("limit_trigger_depth", 10);
        return limits;
    }

    /** The driver's properties of {@code draft}, with the limits that it has not set. */
    static Map<String, String> driverProperties(ConfigDraft draft) {
        var properties = new LinkedHashMap<>(draft.driverProperties);
        if (draft.get(Options.UNTRUSTED)) {
            limits().forEach((name, limit) -> properties.putIfAbsent(name, String.valueOf(limit)));
        }
        return properties;
    }

    /** Adds to {@code all} what is set in {@code draft} and contradicts the option, as whole problems. */
    static void addContradictions(ConfigDraft draft, List<String> all) {
        if (!draft.get(Options.UNTRUSTED)) {
            return;
        }
        pragmas().forEach((name, wanted) -> {
            String given = draft.pragmas.getOrDefault(name, wanted);
            if (!number(name, given).equals(number(name, wanted))) {
                all.add(name + " must be " + wanted + " with untrusted=true, was " + given);
            }
        });
        if (Boolean.parseBoolean(draft.driverProperties.get(LOADS_EXTENSIONS))) {
            all.add(LOADS_EXTENSIONS + " must be false with untrusted=true, was true");
        }
        limits().forEach((name, limit) -> {
            String given = draft.driverProperties.get(name);
            if (given == null) {
                return;
            }
            long value = Long.parseLong(given);
            // SQLite takes a negative limit for none given.
            boolean wider = value < 0 || value > limit;
            if (wider && (name.equals(ATTACHED) || draft.isFromUrl(name))) {
                all.add(name + " must be " + (limit == 0 ? "0" : "from 0 to " + limit)
                        + " with untrusted=true"
                        + (draft.isFromUrl(name) ? " if it is set in a URL" : "") + ", was " + given);
            }
        });
        if (draft.database.isResource()) {
            all.add("file must not be a :resource: with untrusted=true, was \"" + draft.database.text()
                    + "\": sqlite-jdbc would load it from anywhere");
        }
    }

    private static String number(String name, String value) {
        return KnownPragma.reported(name, value.toLowerCase(Locale.ROOT));
    }
}
