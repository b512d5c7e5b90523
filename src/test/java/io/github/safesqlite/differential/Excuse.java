// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.OptionalInt;

/**
 * When a difference is on purpose.
 *
 * @param cause the step that has to be left out so that what follows can be compared
 */
record Excuse(Cause cause, Rule rule) {
    /** In place of a step: what follows can be compared as it is. */
    static final int GOES_ON = -2;

    /** Whether a difference is this one. */
    @FunctionalInterface
    interface Rule {
        boolean holds(Difference difference) throws SQLException;
    }

    /** The step that changes what follows, {@link #GOES_ON}, or {@link History#NONE} if the difference is another one. */
    @FunctionalInterface
    interface Cause {
        int step(Difference difference);
    }

    /** What follows can be compared as it is. */
    static Excuse goingOn(Rule rule) {
        return new Excuse(difference -> GOES_ON, rule);
    }

    /** The step that shows the difference changes what follows. */
    static Excuse leavingItOut(Rule rule) {
        return new Excuse(Difference::step, rule);
    }

    /** An earlier step makes the difference. */
    static Excuse leavingOut(Cause cause, Rule rule) {
        return new Excuse(cause, rule);
    }

    boolean holds(Difference difference) throws SQLException {
        int step = cause.step(difference);
        boolean possible = step == GOES_ON
                || step != History.NONE && step < difference.program().steps().size();
        return possible && rule.holds(difference);
    }

    /** The step that has to be left out, if the difference changes what follows. */
    OptionalInt causeOf(Difference difference) {
        int step = cause.step(difference);
        return step == GOES_ON ? OptionalInt.empty() : OptionalInt.of(step);
    }
}
