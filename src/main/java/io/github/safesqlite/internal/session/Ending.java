// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.SQLException;
import java.util.List;

/**
 * The end of something in several steps; an exception from one does not keep the others from being taken. Immutable.
 *
 * @param <T> what ends
 */
record Ending<T>(List<Step<T>> steps) {
    /** One step. */
    @FunctionalInterface
    interface Step<T> {
        void of(T subject) throws SQLException;
    }

    /** Takes all steps; throws what the last one threw that failed. */
    void of(T subject) throws SQLException {
        from(0, subject);
    }

    private void from(int next, T subject) throws SQLException {
        if (next < steps.size()) {
            try {
                steps.get(next).of(subject);
            } finally {
                from(next + 1, subject);
            }
        }
    }
}
