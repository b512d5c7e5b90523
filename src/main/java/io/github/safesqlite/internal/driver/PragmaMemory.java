// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The PRAGMAs of a connection that a session has changed, with the values that they had before. They stay as they are until a
 * session wants others: most programs set the same on every connection that they get. Not thread-safe.
 */
final class PragmaMemory {
    /** Reads and sets PRAGMAs of the connection. */
    interface Access {
        @Nullable
        String read(String name) throws SQLException;

        void set(String name, String value) throws SQLException;
    }

    private final Access access;
    private final Map<String, @Nullable String> before = new HashMap<>();
    private PragmaValues used = PragmaValues.NONE;

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

    /** The session that uses the connection has set these by its own statements; all of them were remembered. */
    void uses(PragmaValues now) {
        used = now;
    }

    /** Whether a session has changed it. */
    boolean isChanged(String name) {
        return before.containsKey(name);
    }

    /** Whether the connection has these values, and its own of all others. */
    boolean isUsing(PragmaValues wanted) {
        return used.isSame(wanted) && (!wanted.isEmpty() || before.isEmpty());
    }

    /** Sets these values, and all others back; false if that cannot be done. Can't throw. */
    boolean use(PragmaValues wanted) {
        boolean done = true;
        for (Map.Entry<String, @Nullable String> entry : before.entrySet()) {
            if (wanted.get(entry.getKey()) == null) {
                done &= restore(entry.getKey(), entry.getValue());
            }
        }
        before.keySet().retainAll(wanted.values().keySet());
        for (Map.Entry<String, String> entry : wanted.values().entrySet()) {
            done &= set(entry.getKey(), entry.getValue());
        }
        used = wanted;
        return done;
    }

    private boolean set(String name, String value) {
        try {
            remember(name);
            if (!value.equals(used.get(name))) {
                access.set(name, value);
            }
            return true;
        } catch (SQLException failed) {
            return false;
        }
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
