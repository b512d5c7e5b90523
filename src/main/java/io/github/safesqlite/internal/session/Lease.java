// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.pool.PhysicalConnection;
import java.util.EnumSet;
import java.util.Set;

/** The binding of one physical connection to a session. Guarded by the session's lock. */
final class Lease {
    private final PhysicalConnection connection;
    private final Set<Pin> pins = EnumSet.noneOf(Pin.class);
    private int openCursors;
    private boolean changedRows;
    private boolean inserted;

    Lease(PhysicalConnection connection) {
        this.connection = connection;
    }

    PhysicalConnection connection() {
        return connection;
    }

    void pin(Pin pin) {
        pins.add(pin);
    }

    void unpin(Pin pin) {
        pins.remove(pin);
    }

    boolean isPinned() {
        return !pins.isEmpty();
    }

    boolean isPinnedBy(Pin pin) {
        return pins.contains(pin);
    }

    void changedRows() {
        changedRows = true;
    }

    /** Whether {@code changes()} on it is this session's. */
    boolean hasChangedRows() {
        return changedRows;
    }

    void inserted() {
        inserted = true;
    }

    /** Whether {@code last_insert_rowid()} on it is this session's. */
    boolean hasInserted() {
        return inserted;
    }

    void cursorOpened() {
        openCursors++;
    }

    void cursorClosed() {
        openCursors--;
    }

    boolean hasOpenCursors() {
        return openCursors > 0;
    }

    boolean isStateless() {
        return openCursors == 0 && pins.isEmpty();
    }
}
