// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.opening.ConnectionOpener;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Opens connections into reserved slots of a pool, outside of its lock. Safe for use by multiple threads. */
final class PoolOpening {
    private final String poolName;
    private final PoolSlots slots;
    private final ConnectionOpener opener;
    private volatile @Nullable SQLException lastFailure;

    PoolOpening(String poolName, PoolSlots slots, ConnectionOpener opener) {
        this.poolName = poolName;
        this.slots = slots;
        this.opener = opener;
    }

    /** Why the last open failed, or null if it did not. */
    @Nullable
    SQLException lastFailure() {
        return lastFailure;
    }

    /** Opens into {@code slot} and binds; if that fails, the slot goes to the next in the queue. */
    Loan open(long sessionId, Need need, @Nullable Slot slot, Deadline deadline) throws SQLException {
        if (slot == null) {
            throw new IllegalStateException("Nothing was reserved");
        }
        Loan opened = openOutside(sessionId, need == Need.WRITER, slot, deadline);
        slots.lock.lock();
        try {
            if (!slots.closed) {
                slots.opened(opened, slot, sessionId, need, Thread.currentThread());
                return opened;
            }
            slots.cancelReservation(slot);
        } finally {
            slots.lock.unlock();
        }
        opened.connection().close("pool closed");
        throw SessionClosedException.poolClosed(poolName);
    }

    /** Opens into {@code slot} for nobody in particular. */
    void openIdle(Slot slot, Deadline deadline) throws SQLException {
        Loan opened = openOutside(0, false, slot, deadline);
        boolean kept;
        slots.lock.lock();
        try {
            kept = !slots.closed;
            if (kept) {
                slots.openedIdle(opened);
            } else {
                slots.cancelReservation(slot);
            }
        } finally {
            slots.lock.unlock();
        }
        if (!kept) {
            opened.connection().close("pool closed");
        }
    }

    /** Opens a connection that never is in a slot. */
    PhysicalConnection openBeside(Deadline deadline) throws SQLException {
        return opener.open(0, false, deadline);
    }

    private Loan openOutside(long sessionId, boolean gateHeld, Slot slot, Deadline deadline) throws SQLException {
        boolean opened = false;
        try {
            Loan loan = new Loan(opener.open(sessionId, gateHeld, deadline));
            opened = true;
            lastFailure = null;
            return loan;
        } catch (SQLException failure) {
            lastFailure = failure;
            throw failure;
        } finally {
            if (!opened) {
                cancel(slot);
            }
        }
    }

    private void cancel(Slot slot) {
        slots.lock.lock();
        try {
            slots.cancelReservation(slot);
        } finally {
            slots.lock.unlock();
        }
    }
}
