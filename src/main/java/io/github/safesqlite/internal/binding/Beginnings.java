// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements on temporary tables that began a transaction which went on to write the database. Safe for use by multiple
 * threads.
 *
 * <p>A transaction that begins with a temporary table takes no lock: most are reports. One that writes later may find its
 * snapshot outdated, so where that has been seen once, the next one that begins alike takes the write gate at once.
 */
public final class Beginnings {
    private final int mostKnown;
    private final Set<SqlStatement> ledToWrite = ConcurrentHashMap.newKeySet();

    /** Remembers at most that many statements. */
    public Beginnings(int mostKnown) {
        this.mostKnown = mostKnown;
    }

    public boolean leadToWrite(SqlStatement first) {
        return ledToWrite.contains(first);
    }

    public void ledToWrite(SqlStatement first) {
        if (ledToWrite.size() >= mostKnown) {
            ledToWrite.clear();
        }
        ledToWrite.add(first);
    }
}
