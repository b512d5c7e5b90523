// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

/** The rows of a write in autocommit for which a session stays in the gate until they are read. */
public interface UnreadRows {
    /** Whether there are any. */
    boolean isOpen();

    /** Reads them for another session of the thread, which is not to hear of a failure: the reader of the rows will. */
    void readRestForOther();
}
