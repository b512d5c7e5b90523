// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/** Which threads can be inside the driver's result set of a cursor. Safe for use by multiple threads. */
final class CursorReach {
    private final Lock lock;
    private final BooleanSupplier isShared;
    private final Thread opener = Thread.currentThread();
    private volatile boolean byOthers;
    private volatile boolean moving;

    /**
     * Of a cursor that the calling thread opens.
     *
     * @param lock which is held while the rows are on the move
     * @param isShared whether several threads use the session
     */
    CursorReach(Lock lock, BooleanSupplier isShared) {
        this.lock = lock;
        this.isShared = isShared;
    }

    Thread opener() {
        return opener;
    }

    /**
     * Whoever is about to look at the rows says so here first; while they are on the move it waits.
     *
     * @return whether it is another thread than the opener
     */
    boolean reached() {
        if (Thread.currentThread() == opener) {
            return false;
        }
        byOthers = true;
        if (moving) {
            lock.lock();
            lock.unlock();
        }
        return true;
    }

    /** Whether a thread but this one can be inside: then the next session must not get the driver's statement. */
    boolean isByOthers() {
        return byOthers || Thread.currentThread() != opener || isShared.getAsBoolean();
    }

    /** Keeps the others from the rows until {@link #endMove}; false if one may be inside. The lock is held. */
    boolean beginMove() {
        // Before the look at who is inside, as reached() notes it before it looks at this: one sees the other.
        moving = true;
        if (isByOthers()) {
            moving = false;
        }
        return moving;
    }

    void endMove() {
        moving = false;
    }
}
