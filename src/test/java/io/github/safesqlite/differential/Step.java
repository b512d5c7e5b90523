// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;

/**
 * One call of a program.
 *
 * @param line the call as Java would write it
 */
record Step(String line, Action action) {
    /** Makes the call; null if what it needs is not there. */
    @FunctionalInterface
    interface Action {
        Object on(World world) throws SQLException;
    }

    Observation observe(World world) {
        try {
            Object result = action.on(world);
            return result == World.MISSING ? Observation.SKIPPED : Observation.result(result);
        } catch (SQLException | RuntimeException failure) {
            return Observation.failure(failure);
        }
    }

    @Override
    public String toString() {
        return line;
    }
}
