// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;

/**
 * Asks the flight recorder whether it records. The first question takes a fraction of a millisecond; to load a class of an event
 * would start the recorder, which takes hundreds of them.
 */
final class RunningRecordings {
    private RunningRecordings() {}

    /**
     * Whether a recording runs.
     *
     * @throws NoClassDefFoundError if the JVM has no module {@code jdk.jfr}
     */
    static boolean isAny() {
        return FlightRecorder.isInitialized()
                && FlightRecorder.getFlightRecorder().getRecordings().stream()
                        .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
    }
}
