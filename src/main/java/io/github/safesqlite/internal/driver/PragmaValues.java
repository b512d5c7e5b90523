// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The PRAGMAs that a session has set, which each connection must have that it uses. Immutable and thread-safe. */
public record PragmaValues(Map<String, String> values) {
    /** None is set. */
    public static final PragmaValues NONE = new PragmaValues(Map.of());

    /** The same with this one set. */
    public PragmaValues with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new PragmaValues(more);
    }

    /** The value of one, or null if it is not set. */
    public @Nullable String get(String name) {
        return values.get(name);
    }

    /** Whether the same are set to the same values. The JDK keeps the class loader of a record whose {@code equals} it has made. */
    public boolean isSame(PragmaValues other) {
        return this == other || values.equals(other.values);
    }

    /** Whether none is set. */
    public boolean isEmpty() {
        return values.isEmpty();
    }
}
