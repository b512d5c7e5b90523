// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.gate.ThreadUse;
import io.github.safesqlite.internal.time.Deadline;
import java.time.Duration;

/**
 * The time ({@code nestedWriteGrace}) for which a thread waits for a session that it has used itself, to see whether another
 * thread goes on with it. Since the thread waits, whoever uses that session is another one. Used by the waiting thread.
 */
final class Grace {
    private final Awaited awaited;
    private final ThreadUse threads;
    private final Deadline end;
    private final int usesBefore;
    private boolean touched;

    /** What is waited for. */
    interface Awaited {
        /** A number that changes with each use. */
        int uses();

        /** Whether another thread is inside a call of it. */
        boolean isInsideAnotherThread();
    }

    /** @param wait the end of the wait, of which the grace takes half at most */
    Grace(SessionCore awaited, Deadline wait) {
        this(
                new AwaitedSession(awaited),
                awaited.context().gate().threads(),
                Deadline.after(
                        awaited.context().ticker(), length(awaited.context().config(), wait)));
    }

    private static Duration length(SqliteConfig config, Deadline wait) {
        Duration half = Duration.ofNanos(wait.remainingNanos() / 2);
        return half.compareTo(config.nestedWriteGrace()) < 0 ? half : config.nestedWriteGrace();
    }

    Grace(Awaited awaited, ThreadUse threads, Deadline end) {
        this.awaited = awaited;
        this.threads = threads;
        this.end = end;
        this.usesBefore = awaited.uses();
    }

    /** Whether nobody can end the wait: the time is over, and no other thread has used the session. */
    boolean endedUntouched() {
        touched |= !threads.staysInThread() || awaited.uses() != usesBefore || awaited.isInsideAnotherThread();
        if (touched || !end.expired()) {
            return false;
        }
        threads.waitedForItself();
        return true;
    }

    long remainingNanos() {
        return end.remainingNanos();
    }

    private record AwaitedSession(SessionCore session) implements Awaited {
        @Override
        public int uses() {
            return session.activity().uses();
        }

        @Override
        public boolean isInsideAnotherThread() {
            boolean free = session.tryLock();
            if (free) {
                session.unlock();
            }
            return !free;
        }
    }
}
