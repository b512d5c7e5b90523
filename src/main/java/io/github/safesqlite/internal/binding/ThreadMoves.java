// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.log.Log;
import org.jspecify.annotations.Nullable;

/**
 * Notices when the transaction of a session continues in another thread; from then on a thread is not assumed to be one
 * transaction.
 */
final class ThreadMoves {
    private static final Log log = Log.named("io.github.safesqlite.threads");

    private final SessionContext context;
    private final long sessionId;
    private final FloorsAbove above;
    private @Nullable Thread user;

    ThreadMoves(SessionContext context, long sessionId, FloorsAbove above) {
        this.context = context;
        this.sessionId = sessionId;
        this.above = above;
    }

    /** A thread begins a call; the session's lock is held. */
    void calledBy(Thread thread) {
        Thread before = user;
        if (thread != before) {
            user = thread;
            if (before != null) {
                moved(before, thread);
            }
        }
    }

    /** A thread reads what another one has opened. Callable without the lock: it may see the transaction a moment late. */
    void readBy(Thread reader, Thread opener) {
        moved(opener, reader);
    }

    private void moved(Thread from, Thread to) {
        if (above.isInTransaction() && context.gate().threads().transactionMoved()) {
            log.atInfo()
                    .addKeyValue("pool", context.poolName())
                    .addKeyValue("session", sessionId)
                    .addKeyValue("thread", to.getName())
                    .log(
                            "{}: the transaction of connection #{} began on thread \"{}\" and continues on thread \"{}\", as with coroutines. From now on a write"
                                    + " that waits for another write of its own thread is not refused as nested (detectNestedWrites) but"
                                    + " waits for the write gate like any other.",
                            context.poolName(),
                            sessionId,
                            from.getName(),
                            to.getName());
        }
    }
}
