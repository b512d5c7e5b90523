// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import java.sql.SQLException;

/** What is known about the lock during one wait for SQLite. Used by the waiting thread. */
public interface BusyLook {
    /**
     * Called before each further attempt.
     *
     * @throws SQLException if the wait cannot end
     */
    void requireEnd() throws SQLException;

    /** Who has the lock, or what is known of it, in one sentence. */
    String whoHasTheLock();

    /**
     * What to do, a sentence.
     *
     * @param limitOption the option that ended the wait, or an empty string
     */
    default String fix(String limitOption) {
        return limitOption.isEmpty() ? "" : "End that, or raise " + limitOption + ".";
    }

    /** Nothing is known of who has the lock. */
    String UNKNOWN = "It is not known who holds the lock.";

    /** Makes a look for a wait that begins. */
    @FunctionalInterface
    interface Source {
        /** Knows nothing. */
        Source NOTHING_KNOWN = point -> new BusyLook() {
            @Override
            public void requireEnd() {}

            @Override
            public String whoHasTheLock() {
                return UNKNOWN;
            }
        };

        /** The look for a wait at {@code point}. */
        BusyLook at(RetryPoint point);
    }
}
