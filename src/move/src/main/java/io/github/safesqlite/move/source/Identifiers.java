// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

import java.util.List;
import java.util.stream.Collectors;

/** Names in SQL, quoted in the way of both databases. */
public final class Identifiers {
    private Identifiers() {}

    /** The name in quotes. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The names in quotes, separated by commas. */
    public static String quoteAll(List<String> names) {
        return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }
}
