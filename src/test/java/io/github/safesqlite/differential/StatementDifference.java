// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.differential.StatementOutcome.Part;
import java.util.Set;

/** A difference between the two sides of the table that has a name. */
interface StatementDifference {
    /** Its name. */
    String name();

    /** In what the two sides may differ because of it. */
    Set<Part> parts();

    /** Whether it is to be expected in this cell. */
    boolean explains(Compared compared);

    /** A cell and what it showed on both sides. */
    record Compared(StatementCell cell, StatementObservation driver, StatementObservation ours) {
        Set<Part> parts() {
            return ours.differencesFrom(driver);
        }

        boolean bothFailed() {
            return driver.last().isFailure() && ours.last().isFailure();
        }
    }
}
