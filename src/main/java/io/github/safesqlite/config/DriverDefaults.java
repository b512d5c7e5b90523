// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Map;
import java.util.Set;

/** What the driver's {@code SQLiteConfig.toProperties()} writes although nobody has chosen it. */
final class DriverDefaults {
    /** It writes all of these, always. */
    private static final Set<String> MARKS = Set.of(
            DriverOptions.OPEN_MODE,
            DriverOptions.TRANSACTION_MODE,
            "date_class",
            "date_precision",
            "date_string_format");

    private static final Map<String, String> DEFAULTS =
            Map.of(DriverOptions.TRANSACTION_MODE, "DEFERRED", DriverOptions.BUSY_TIMEOUT, "3000");

    private DriverDefaults() {}

    /** Removes what has the driver's default from the properties of a {@code SQLiteConfig}: the defaults here hold instead. */
    static void remove(Map<String, String> properties) {
        if (properties.keySet().containsAll(MARKS)) {
            properties
                    .entrySet()
                    .removeIf(property -> property.getValue().equalsIgnoreCase(DEFAULTS.get(property.getKey())));
        }
    }
}
