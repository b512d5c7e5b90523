// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of the open savepoints, outermost first; SQLite compares them without case. Not thread-safe. */
final class Savepoints {
    private final List<String> names = new ArrayList<>(0);
    private boolean outermostBeganTransaction;

    void opened(String name, boolean beganTransaction) {
        if (names.isEmpty()) {
            outermostBeganTransaction = beganTransaction;
        }
        names.add(name.toUpperCase(Locale.ROOT));
    }

    /** Whether releasing this one commits: that of the savepoint which began the transaction (sqlite.org/lang_savepoint.html). */
    boolean releaseCommits(String name) {
        return outermostBeganTransaction && names.lastIndexOf(name.toUpperCase(Locale.ROOT)) == 0;
    }

    /** It and all inside it are gone. */
    void released(String name) {
        int index = names.lastIndexOf(name.toUpperCase(Locale.ROOT));
        if (index >= 0) {
            names.subList(index, names.size()).clear();
        }
    }

    /** All inside it are gone, it stays. */
    void rolledBackTo(String name) {
        int index = names.lastIndexOf(name.toUpperCase(Locale.ROOT));
        if (index >= 0) {
            names.subList(index + 1, names.size()).clear();
        }
    }

    /** Opens them again in a transaction of SQLite that has taken the place of the one before. */
    void reopen(PhysicalConnection connection) throws SQLException {
        for (String name : names) {
            connection.execute("SAVEPOINT " + TransactionControl.quoted(name));
        }
    }

    void clear() {
        names.clear();
        outermostBeganTransaction = false;
    }
}
