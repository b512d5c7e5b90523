// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

/** Which threads can be inside the driver's result set of a cursor. Safe for use by multiple threads. */
final class CursorReach {
    private final Session session;
    private final Thread opener = Thread.currentThread();
    private volatile boolean byOthers;
    private volatile boolean moving;

    CursorReach(Session session) {
        this.session = session;
    }

    /** Whoever is about to look at the rows says so here first; while they are on the move it waits. */
    void reached() {
        if (Thread.currentThread() != opener) {
            byOthers = true;
            if (moving) {
                session.lock();
                session.unlock();
            }
        }
    }

    /** Whether a thread but this one can be inside: then the next session must not get the driver's statement. */
    boolean isByOthers() {
        return byOthers || Thread.currentThread() != opener || session.isSharedByThreads();
    }

    /** Keeps the others from the rows until {@link #endMove}; false if one may be inside. The session's lock is held. */
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
