// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.SavepointCommand;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The names of the open savepoints, outermost first. Not thread-safe. */
final class Savepoints {
    private final List<String> names = new ArrayList<>(0);
    private boolean outermostBeganTransaction;

    void opened(String name, boolean beganTransaction) {
        if (names.isEmpty()) {
            outermostBeganTransaction = beganTransaction;
        }
        names.add(name);
    }

    boolean isOpen(String name) {
        return innermost(name) >= 0;
    }

    /** Whether releasing this one commits: that of the savepoint which began the transaction (sqlite.org/lang_savepoint.html). */
    boolean releaseCommits(String name) {
        return outermostBeganTransaction && innermost(name) == 0;
    }

    /** It and all inside it are gone. */
    void released(String name) {
        int index = innermost(name);
        if (index >= 0) {
            names.subList(index, names.size()).clear();
        }
    }

    /** All inside it are gone, it stays. */
    void rolledBackTo(String name) {
        int index = innermost(name);
        if (index >= 0) {
            names.subList(index + 1, names.size()).clear();
        }
    }

    /** Opens them in a transaction of SQLite that has just begun, also in the place of an earlier one. */
    void reopen(PhysicalConnection connection) throws SQLException {
        for (int i = 0; i < names.size(); i++) {
            connection.execute(SavepointCommand.SAVEPOINT, names.get(i));
        }
    }

    void clear() {
        names.clear();
        outermostBeganTransaction = false;
    }

    private int innermost(String name) {
        int index = names.size() - 1;
        while (index >= 0 && !isSame(names.get(index), name)) {
            index--;
        }
        return index;
    }

    /** SQLite takes A and a for the same, and no other letters. */
    private static boolean isSame(String name, String other) {
        if (name.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (lower(name.charAt(i)) != lower(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(char letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }
}
