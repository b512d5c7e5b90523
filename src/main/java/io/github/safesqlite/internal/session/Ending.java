// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.SQLException;

/** Ends several things in turn: each of them, whatever those before it throw. */
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
