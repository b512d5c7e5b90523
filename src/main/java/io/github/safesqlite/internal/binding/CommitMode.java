// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

/** Who ends the transactions of a session. */
public enum CommitMode {
    /** Each statement is its own transaction. */
    AUTOCOMMIT,
    /** The caller: the next statement begins a transaction that a commit ends. */
    MANUAL,
    /**
     * The mode is manual, but the driver would have no transaction open after what came as SQL or savepoint. Nobody will commit
     * what follows, so until the mode is set again each statement commits by itself, as on the driver.
     */
    MANUAL_ENDED_BY_SQL
}
