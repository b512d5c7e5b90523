// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.internal.pragma.KnownPragma;
import io.github.safesqlite.internal.pragma.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SQLite's PRAGMAs (sqlite.org/pragma.html): which can be configured, with which values, and in which order they are set. */
final class Pragmas {
    private Pragmas() {}

    /** Whether SQLite has a PRAGMA of this name, in any case. */
    static boolean isKnown(String name) {
        KnownPragma pragma = KnownPragma.find(key(name));
        return pragma != null && (isSettable(pragma) || pragma.fix() != null);
    }

    static Iterable<String> settableNames() {
        return KnownPragma.names().stream()
                .filter(name -> isSettable(KnownPragma.find(name)))
                .toList();
    }

    private static boolean isSettable(@Nullable KnownPragma pragma) {
        return pragma != null && pragma.values() != Values.NONE;
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Why this known PRAGMA cannot be configured, and what to do; null if it can. */
    static @Nullable String fix(String name) {
        KnownPragma pragma = KnownPragma.find(key(name));
        return pragma == null ? null : pragma.fix();
    }

    /**
     * The value as SQLite takes it.
     *
     * @throws IllegalArgumentException whose message is a whole problem
     */
    static String value(String name, String value) {
        KnownPragma pragma = KnownPragma.find(key(name));
        if (pragma == null || !isSettable(pragma)) {
            throw new IllegalArgumentException("PRAGMA " + key(name) + " cannot be configured");
        }
        try {
            return read(pragma, withoutQuotes(value.strip()));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(
                    "PRAGMA " + key(name) + " must be " + bad.getMessage() + ", was \"" + value + "\"", bad);
        }
    }

    /** The PRAGMAs of a configuration in the order in which they are set. */
    static Map<String, String> effective(
            Profile profile,
            Map<String, String> configured,
            boolean inMemory,
            boolean readOnly,
            boolean checkpoint,
            boolean untrusted) {
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
        names.sort(Comparator.comparingInt(KnownPragma::place));
        var ordered = new LinkedHashMap<String, String>();
        if (untrusted) {
            // Before anything else reads the file.
            ordered.putAll(Untrusted.pragmas());
            names.removeAll(ordered.keySet());
        }
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

    private static String read(KnownPragma pragma, String value) {
        return switch (pragma.values()) {
            case WORD -> word(pragma, value);
            case WORD_OR_INTEGER -> isWord(pragma, value) ? value : integer(value);
            case INTEGER -> integer(value);
            case BYTES -> bytes(value);
            case CACHE_SIZE -> cacheSize(value);
            case NONE -> throw new IllegalArgumentException("left out");
        };
    }

    private static String word(KnownPragma pragma, String value) {
        if (!isWord(pragma, value)) {
            throw new IllegalArgumentException("one of " + String.join(", ", pragma.words()));
        }
        return value;
    }

    private static boolean isWord(KnownPragma pragma, String value) {
        return pragma.words().stream().anyMatch(value::equalsIgnoreCase);
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
