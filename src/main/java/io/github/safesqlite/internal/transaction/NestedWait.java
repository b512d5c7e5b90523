// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WaitCheck;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The wait for a gate that is held by a session last used by the waiting thread itself. */
final class NestedWait implements WaitCheck {
    private static final Duration TURN = Duration.ofMillis(50);

    private final SessionInGate outer;
    private final Hold hold;
    private final Grace grace;
    private final SQLException inVain = new SQLException("This wait cannot end.");

    NestedWait(SessionInGate outer, Hold hold, Deadline deadline) {
        this.outer = outer;
        this.hold = hold;
        this.grace = new Grace(outer.core(), deadline);
    }

    /** Whether it was ended by that exception because nobody else can end it. */
    boolean endedBy(SQLException failure) {
        return failure == inVain;
    }

    /** Whether it is about that hold. */
    boolean isFor(@Nullable Hold other) {
        return hold == other;
    }

    @Override
    public @Nullable SQLException look() {
        if (!hold.isCurrent() || readRest()) {
            return null;
        }
        return grace.endedUntouched() ? inVain : null;
    }

    /** Lets the session leave the gate if it only stays for rows that are still to be read. */
    private boolean readRest() {
        if (!outer.core().tryLock()) {
            return false;
        }
        try {
            boolean open = outer.unreadRows().isOpen();
            if (open && hold.isCurrent()) {
                outer.unreadRows().readRestForOther();
            }
            return open;
        } finally {
            outer.core().unlock();
        }
    }

    @Override
    public long nanosToNextLook() {
        long toEnd = grace.remainingNanos();
        return toEnd == 0 ? TURN.toNanos() : Math.min(toEnd, TURN.toNanos());
    }
}
