// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.gate.WriteGate;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session in the write gate, as seen by another session of the same thread. Used with its lock held, except {@link #core}.
 */
interface SessionInGate {
    /** The session. */
    SessionCore core();

    /** Whether its transaction was rolled back, which its caller does not know yet. */
    boolean isAborted();

    /** The text of its transaction's first write; null if a rollback loses nothing. Any thread. */
    @Nullable
    String firstWrite();

    /** Those of the gates that it is inside. */
    List<WriteGate> insideOf(List<WriteGate> gates);

    /** Whether it may hand its write lock to an inner transaction of its thread. */
    boolean canGiveWay();

    /** Makes sure that it does not leave the gate to those who wait; false if it has done so just now. */
    boolean staysInGate();

    /** Whether others have written since it gave way to an earlier inner transaction of its thread. */
    boolean wasOvertaken() throws SQLException;

    /**
     * Swaps the write lock for a read snapshot of the same state; the session stays the gate's holder. If that fails the
     * transaction is aborted and its session has left the gate.
     */
    void giveWay(NestedWrite to) throws SQLException;

    /** The rows for which it stays in the gate without a transaction, if there are any. */
    UnreadRows unreadRows();
}
