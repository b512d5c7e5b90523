// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.config.SqliteConfig;
import org.jspecify.annotations.Nullable;

/**
 * All that a DataSource, or a connection of its own, is configured with. Where it is the same a statement means the same on the
 * connections of both. Safe for use by multiple threads.
 */
public final class ConnectionSettings {
    private final SqliteConfig config;
    /** Built when it is first compared: most are compared with themselves. */
    private volatile @Nullable String text;

    public ConnectionSettings(SqliteConfig config) {
        this.config = config;
    }

    /** Whether they are known to be the same; code of the application is the same only where the object is. */
    public boolean areSame(ConnectionSettings other) {
        return this == other || (!haveCode() && !other.haveCode() && text().equals(other.text()));
    }

    private boolean haveCode() {
        return !config.customizers().isEmpty()
                || !config.extensions().isEmpty()
                || !config.listeners().isEmpty();
    }

    private String text() {
        String built = text;
        if (built == null) {
            built = config.options() + "\n" + config.pragmas() + "\n" + config.driverProperties();
            text = built;
        }
        return built;
    }
}
