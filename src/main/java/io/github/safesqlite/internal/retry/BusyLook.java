// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import java.sql.SQLException;

/** What is known of the lock during one wait for SQLite. Used by the waiting thread. */
public interface BusyLook {
    /**
     * Called before each further attempt.
     *
     * @throws SQLException if the wait can not end
     */
    void requireEnd() throws SQLException;

    /** Who has the lock, or what is known of it, in one sentence. */
    String whoHasTheLock();

    /** Nothing is known of who has the lock. */
    String UNKNOWN = "Who has the lock is not known.";

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
