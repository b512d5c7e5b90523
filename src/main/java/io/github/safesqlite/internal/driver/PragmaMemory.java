// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The PRAGMAs of a connection that a session has changed, with the values that they had before. They stay as they are until a
 * session wants others: most programs set the same on every connection that they get. Not thread-safe.
 */
final class PragmaMemory {
    private final SQLiteConnection driver;
    private final Map<String, @Nullable String> before = new HashMap<>();
    private PragmaValues used = PragmaValues.NONE;

    PragmaMemory(SQLiteConnection driver) {
        this.driver = driver;
    }

    /** Saves the value before its first change. */
    void remember(String name) throws SQLException {
        String key = Pragmas.checkedName(name);
        if (!before.containsKey(key)) {
            before.put(key, Pragmas.read(driver, key));
        }
    }

    /** The session that uses the connection has set these by its own statements; all of them were remembered. */
    void uses(PragmaValues now) {
        used = now;
    }

    /** Whether a session has changed any. */
    boolean isAnyChanged() {
        return !before.isEmpty();
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
                Pragmas.set(driver, name, value);
            }
            return true;
        } catch (SQLException failed) {
            return false;
        }
    }

    private boolean restore(String name, @Nullable String value) {
        try {
            if (Objects.equals(value, Pragmas.read(driver, name))) {
                return true;
            }
            if (value == null) {
                return false;
            }
            Pragmas.set(driver, name, value);
            return value.equals(Pragmas.read(driver, name));
        } catch (SQLException failed) {
            return false;
        }
    }
}
