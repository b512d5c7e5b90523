// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A library that extends SQLite, for instance with functions (sqlite.org/loadext.html). Its text form is {@code file}
 * or {@code file!entryPoint}. Immutable.
 *
 * @param file its path, or a name that the system's loader finds; SQLite adds the system's suffix if there is none
 * @param entryPoint the function that SQLite calls, or null for the one that it derives from the file's name
 */
public record LoadableExtension(String file, @Nullable String entryPoint) {
    private static final char BEFORE_ENTRY_POINT = '!';

    public LoadableExtension {
        Objects.requireNonNull(file, "file");
        if (file.isBlank()) {
            throw new IllegalArgumentException("file must not be empty");
        }
    }

    /** The extension in {@code file}, with the entry point that SQLite derives from its name. */
    public LoadableExtension(String file) {
        this(file, null);
    }

    @Override
    public String toString() {
        return entryPoint == null && file.indexOf(BEFORE_ENTRY_POINT) < 0
                ? file
                : file + BEFORE_ENTRY_POINT + (entryPoint == null ? "" : entryPoint);
    }

    /** Reads a list with commas between; two commas are one that belongs to a name. */
    static List<LoadableExtension> parseAll(String text) {
        var all = new ArrayList<LoadableExtension>();
        if (text.isBlank() || text.equalsIgnoreCase(OptionType.OFF)) {
            return all;
        }
        for (String one : text.split("(?<!,),(?!,)", -1)) {
            all.add(parse(one.strip().replace(",,", ",")));
        }
        return List.copyOf(all);
    }

    private static LoadableExtension parse(String text) {
        int mark = text.lastIndexOf(BEFORE_ENTRY_POINT);
        String file = mark < 0 ? text : text.substring(0, mark);
        String entryPoint = mark < 0 ? "" : text.substring(mark + 1);
        if (file.isBlank()) {
            throw new IllegalArgumentException(
                    "paths with a comma between, each with !entryPoint if it has one, or off");
        }
        return new LoadableExtension(file, entryPoint.isBlank() ? null : entryPoint);
    }

    static String printAll(List<LoadableExtension> all) {
        return all.isEmpty()
                ? OptionType.OFF
                : all.stream().map(one -> one.toString().replace(",", ",,")).collect(Collectors.joining(","));
    }
}
