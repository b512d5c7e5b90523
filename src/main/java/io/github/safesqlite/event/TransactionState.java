// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

/** How far a session's transaction has come. */
public enum TransactionState {
    /** None is open: SQLite was not told of any. */
    NONE,
    /** It has a snapshot to read from, and is not in the write gate. */
    READING,
    /** It is in the write gate. */
    WRITING,
    /** SQLite rolled it back by itself, the caller does not know yet. */
    ABORTED
}
