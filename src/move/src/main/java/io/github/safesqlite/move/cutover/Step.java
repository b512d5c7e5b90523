// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover;

import java.time.Duration;

/** What a cut-over has just done. */
public enum Step {
    /** Triggers record which rows the application changes. */
    CAPTURING("The changes of the application are recorded."),
    /** All rows of one moment are in the target. */
    COPIED("All rows are copied."),
    /** All changes but the last ones are applied. */
    FOLLOWED("The changes of the application are applied."),
    /** The target has the rows of one moment. */
    VERIFIED("All rows are verified."),
    /** The writers are about to be stopped. */
    STOPPING("Waiting for a moment at which no connection writes."),
    /** Nobody else writes to the source. */
    WRITERS_STOPPED("The writers of the application are stopped."),
    /** The last changes are in the target, not committed. */
    LAST_APPLIED("The last changes are applied."),
    /** The source refuses writes, not committed. */
    CLOSING("The SQLite file is being closed to writes."),
    /** The target has committed the last changes, the source has not committed that it refuses writes. */
    TARGET_COMMITTED("The target has all rows."),
    /** Both have committed. */
    CUT_OVER("The cut-over is complete.");

    private final String described;

    Step(String described) {
        this.described = described;
    }

    /** The step in words. */
    public String described() {
        return described;
    }

    /** Is told of each step. */
    @FunctionalInterface
    public interface Listener {
        /** The step is done. */
        void reached(Step step);

        /** The writers were stopped for this time. */
        default void wereStopped(Duration time) {}
    }
}
