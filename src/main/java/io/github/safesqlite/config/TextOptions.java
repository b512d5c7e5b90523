// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.internal.text.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;

/** Finds out what a name and a value given as text mean: an option, a PRAGMA, or a parameter of the driver. */
final class TextOptions {
    private TextOptions() {}

    /** Whether {@code name} is an option, a PRAGMA, or a parameter of the driver. */
    static boolean isKnown(String name) {
        return Options.find(name) != null || isOfDriver(name);
    }

    /** Whether the driver, or one that is installed in its place, has a parameter {@code name}, in any case. */
    static boolean isOfDriver(String name) {
        return Pragmas.isKnown(name) || DriverOptions.isKnown(name);
    }

    /** Whether {@code name} is for someone else: it is not known, nor a misspelling of a name that is. */
    static boolean isForeign(String name) {
        return !isKnown(name)
                && !DriverOptions.isIgnored(name, "")
                && HikariNames.reason(name) == null
                && DriverOptions.fix(name) == null
                && !NearestName.isSlip(name, names());
    }

    /**
     * Sets everything in {@code draft} that {@code properties} holds, except what is for someone else: frameworks give all
     * drivers the same properties.
     */
    static void setAll(ConfigDraft draft, Properties properties) {
        var sorted = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> sorted.put(name, properties.getProperty(name)));
        // Numbers and booleans put as objects are no "string properties", and would be lost without a word.
        properties.forEach((name, value) -> sorted.putIfAbsent(String.valueOf(name), String.valueOf(value)));
        DriverDefaults.remove(sorted);
        sorted.forEach((name, value) -> {
            if (isForeign(name)) {
                draft.ignore(name, name, "neither this library nor sqlite-jdbc has an option of this name; remove it");
            } else {
                set(draft, name, value);
            }
        });
    }

    /** Sets {@code name} in {@code draft}, or notes the problem there. */
    static void set(ConfigDraft draft, String name, String value) {
        if (DriverOptions.isIgnored(name, value)) {
            return;
        }
        try {
            Option<?> option = Options.find(name);
            if (option != null) {
                setParsed(draft, option, value);
            } else if (name.equalsIgnoreCase(DriverOptions.BUSY_TIMEOUT)) {
                // To the user both are the time a write may wait. The library waits in Java, so SQLite itself gets
                // another value.
                setAlias(draft, name, Options.WRITE_TIMEOUT, DriverOptions.writeTimeout(value));
            } else if (name.equalsIgnoreCase(DriverOptions.TRANSACTION_MODE)) {
                setAlias(draft, name, Options.BEGIN_MODE, DriverOptions.beginMode(value));
            } else if (Pragmas.isKnown(name)) {
                setPragma(draft, name, value);
            } else {
                setDriverProperty(draft, name, value);
            }
        } catch (IllegalArgumentException bad) {
            draft.addProblem(key(name), Secrets.message(name, value, String.valueOf(bad.getMessage())));
        }
    }

    private static void setPragma(ConfigDraft draft, String name, String value) {
        String ignored = IgnoredOption.reason(name, value);
        String fix = Pragmas.fix(name);
        if (ignored != null) {
            String key = Pragmas.key(name);
            draft.ignore(key, name + "=" + value, ignored);
            String replacement = IgnoredOption.replacement(key);
            if (replacement != null) {
                draft.pragmas.put(key, replacement);
            }
            return;
        }
        if (fix != null) {
            throw new IllegalArgumentException("PRAGMA " + name + " cannot be configured: " + fix);
        }
        draft.pragmas.put(Pragmas.key(name), Pragmas.value(name, value));
        draft.clearProblem(key(name));
    }

    private static <T> void setParsed(ConfigDraft draft, Option<T> option, String value) {
        draft.set(option, option.parse(value));
    }

    private static <T> void setAlias(ConfigDraft draft, String name, Option<T> option, String value) {
        try {
            T parsed = option.parse(value);
            String problem = option.problemWith(parsed);
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
            draft.set(option, parsed);
            draft.clearProblem(key(name));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(bad.getMessage() + " (" + name + " sets " + option.name() + ")", bad);
        }
    }

    private static void setDriverProperty(ConfigDraft draft, String name, String value) {
        String ofHikari = HikariNames.reason(name);
        if (ofHikari != null) {
            draft.ignore(name, name, ofHikari);
            return;
        }
        String fix = DriverOptions.fix(name);
        if (fix != null) {
            throw new IllegalArgumentException("option \"" + name + "\" cannot be set here: " + fix);
        }
        if (!DriverOptions.isKnown(name)) {
            throw new IllegalArgumentException(
                    "unknown option \"" + name + "\"" + NearestName.suggestion(name, names()));
        }
        String problem = DriverOptions.problemWith(name, value);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        String ignored = IgnoredOption.reason(name, value);
        if (ignored != null) {
            draft.ignore(name, name + "=" + value, ignored);
        } else if (DriverOptions.isPassed(name)) {
            String key = DriverOptions.key(name);
            draft.driverProperties.put(
                    key, key.equals(DriverOptions.OPEN_MODE) ? DriverOptions.openMode(value) : value);
        }
        if (DriverOptions.asksForSharedCache(name, value)) {
            draft.sharedCache = DriverOptions.key(name);
        }
        draft.clearProblem(key(name));
    }

    // PRAGMAs and their like are the same name in any case.
    private static String key(String name) {
        return Options.find(name) == null ? Pragmas.key(name) : name;
    }

    private static List<String> names() {
        var names = new ArrayList<String>();
        Options.all().forEach(option -> names.add(option.name()));
        Pragmas.settableNames().forEach(names::add);
        names.addAll(DriverOptions.names());
        return names;
    }
}
