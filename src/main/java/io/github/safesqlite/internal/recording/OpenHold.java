// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.text.SqlText;

/** A stay in the write gate whose event has begun. Used by the thread that enters and then by the one that leaves. */
final class OpenHold {
    private final String poolName;
    private final Hold hold;
    private final GateHoldEvent event = new GateHoldEvent();

    OpenHold(String poolName, Hold hold) {
        this.poolName = poolName;
        this.hold = hold;
        event.begin();
    }

    boolean isOf(Hold other) {
        return hold == other;
    }

    /** Whether it has ended as the stay of that session, which may have gone on in place of the one that entered. */
    boolean hasEndedFor(long sessionId) {
        return hold.entrant().sessionId() == sessionId && !hold.isCurrent();
    }

    void write() {
        event.end();
        if (event.shouldCommit()) {
            event.pool = poolName;
            event.connection = hold.entrant().sessionId();
            event.statement = SqlText.shown(hold.sql());
            event.commit();
        }
    }
}
