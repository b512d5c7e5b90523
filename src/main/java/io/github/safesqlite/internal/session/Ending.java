// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.SQLException;

/** Ends several things in order; an exception from one does not keep the others from ending. */
final class Ending {
    private Ending() {}

    /** Ends one thing. */
    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }

    /** Takes all steps; throws what the last one threw that failed. */
    static void of(Step... steps) throws SQLException {
        run(steps, 0);
    }

    private static void run(Step[] steps, int next) throws SQLException {
        if (next < steps.length) {
            try {
                steps[next].run();
            } finally {
                run(steps, next + 1);
            }
        }
    }
}
