// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values that a connection's PRAGMAs had before a session changed them. Not thread-safe. */
final class PragmaMemory {
    /** Reads and sets PRAGMAs of the connection. */
    interface Access {
        @Nullable
        String read(String name) throws SQLException;

        void set(String name, String value) throws SQLException;
    }

    private final Access access;
    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    PragmaMemory(Access access) {
        this.access = access;
    }

    /** Saves the value before its first change. */
    void remember(String name) throws SQLException {
        String key = Pragmas.checkedName(name);
        if (!before.containsKey(key)) {
            before.put(key, access.read(key));
        }
    }

    /** Whether a session has changed it. */
    boolean isChanged(String name) {
        return before.containsKey(name);
    }

    boolean isEmpty() {
        return before.isEmpty();
    }

    /** Sets back what changed; false if a PRAGMA could not be restored. Forgets all. Can't throw. */
    boolean restore() {
        boolean restored = true;
        for (Map.Entry<String, @Nullable String> entry : before.entrySet()) {
            restored &= restore(entry.getKey(), entry.getValue());
        }
        before.clear();
        return restored;
    }

    private boolean restore(String name, @Nullable String value) {
        try {
            if (Objects.equals(value, access.read(name))) {
                return true;
            }
            if (value == null) {
                return false;
            }
            access.set(name, value);
            return value.equals(access.read(name));
        } catch (SQLException failed) {
            return false;
        }
    }
}
