// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether it is this process's turn to write. A process keeps the {@link WriteRight} for a run of writers, since handing it over
 * takes longer than a short transaction. If another process waits, it gives the right up at the end of its turn; only then it asks
 * whether one does, so that a process alone makes no system calls for its writes. A process whose writers come one by one, with
 * pauses, gives it up after each of them. Guarded by the gate's lock.
 */
final class ProcessTurn {
    /** The length of a turn. A transaction that has begun within it is not cut short. */
    static final Duration LENGTH = Duration.ofMillis(25);

    /** A writer that comes so long after the last one has left is the only one for now. */
    static final Duration PAUSE = Duration.ofMillis(1);

    /** How often it is looked whether the right is still used: it is given up at the second look without a use. */
    static final Duration IDLE = Duration.ofMillis(20);

    /** How often a process that waits tries again. */
    static final Duration POLL = Duration.ofMillis(1);

    private static final long LENGTH_NANOS = LENGTH.toNanos();
    private static final long PAUSE_NANOS = PAUSE.toNanos();

    private enum Place {
        /** No other process is asked. */
        UNSHARED,
        /** This process does not need the right. */
        AWAY,
        /** This process waits for it. */
        AWAITED,
        /** This process has it. */
        HERE
    }

    private @Nullable WriteRight right;
    private volatile Place place = Place.UNSHARED;
    private long endNanos;
    private long leftNanos;
    private boolean isUsed;
    private boolean isPaused;

    /** From now on writers need that right, or none if it is null. */
    void sharedBy(@Nullable WriteRight newRight, long nowNanos) {
        right = newRight;
        leftNanos = nowNanos;
        place = newRight == null ? Place.UNSHARED : Place.AWAY;
    }

    /** The time until the next look; null if there is nothing to look at. Callable without the lock. */
    @Nullable
    Duration untilNextLook() {
        return switch (place) {
            case UNSHARED, AWAY -> null;
            case AWAITED -> POLL;
            case HERE -> IDLE;
        };
    }

    /** Whether a writer may enter; asks for the right if this process has not done so. */
    boolean isNow(long nowNanos) {
        if (place == Place.AWAY) {
            take(nowNanos);
        }
        return isHere();
    }

    /** Whether it is known to be the turn of this process. */
    boolean isHere() {
        return place == Place.UNSHARED || place == Place.HERE;
    }

    /** Tries again if this process waits. */
    void tryAgain(long nowNanos) {
        if (place == Place.AWAITED) {
            take(nowNanos);
        }
    }

    private void take(long nowNanos) {
        if (right != null && right.tryTake()) {
            place = Place.HERE;
            endNanos = nowNanos + LENGTH_NANOS;
        } else {
            place = Place.AWAITED;
        }
    }

    /** A writer has entered the gate, which arrived then. */
    void entered(long arrivedNanos) {
        isUsed = true;
        isPaused = arrivedNanos - leftNanos >= PAUSE_NANOS;
    }

    /** A writer has left the gate. */
    void left(boolean othersWaitHere, long nowNanos) {
        leftNanos = nowNanos;
        if (place != Place.HERE) {
            return;
        }
        if (isPaused && !othersWaitHere) {
            giveUp(Place.AWAY);
        } else if (nowNanos - endNanos >= 0) {
            endTurn(othersWaitHere, nowNanos);
        }
    }

    private void endTurn(boolean othersWaitHere, long nowNanos) {
        if (isWantedElsewhere()) {
            giveUp(othersWaitHere ? Place.AWAITED : Place.AWAY);
        } else {
            endNanos = nowNanos + LENGTH_NANOS;
        }
    }

    /** Whether this process has the right and another one waits for it. */
    boolean isWantedElsewhere() {
        return place == Place.HERE && right != null && right.isWanted();
    }

    /** Ends the turn with the next writer that leaves, if another process waits then. */
    void endSoon(long nowNanos) {
        endNanos = nowNanos;
    }

    /** Nobody is inside or waits: gives up the right, or the wait for it, unless it was used since the last call. */
    void unused() {
        if (place == Place.AWAITED || place == Place.HERE && !isUsed) {
            giveUp(Place.AWAY);
        }
        isUsed = false;
    }

    private void giveUp(Place next) {
        place = next;
        if (right != null) {
            right.giveUp();
        }
    }

    /** The right that this process waits for, or null. */
    @Nullable
    WriteRight awaited() {
        return place == Place.AWAITED ? right : null;
    }
}
