// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Interrupts threads while they are at a transaction, and never later. */
final class Interrupts {
    private final List<Thread> atWork = new ArrayList<>();

    /** Something that may be interrupted. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** Does the work, during which this thread may be interrupted. */
    void during(Work work) throws SQLException {
        synchronized (atWork) {
            atWork.add(Thread.currentThread());
        }
        try {
            work.run();
        } finally {
            synchronized (atWork) {
                atWork.remove(Thread.currentThread());
                Thread.interrupted();
            }
        }
    }

    /** Interrupts one of those that are at work, if any is. */
    void any(Random random) {
        synchronized (atWork) {
            if (!atWork.isEmpty()) {
                atWork.get(random.nextInt(atWork.size())).interrupt();
            }
        }
    }
}
