// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StarvationTest {
    private static final long LOOK = Starvation.LOOK_NANOS;

    private final FixedProcessorTime thread = new FixedProcessorTime();
    private final Starvation starvation = new Starvation(thread);

    @BeforeEach
    void looksOnce() {
        thread.runnable = true;
        thread.nanos = 100;
        assertEquals(LOOK, starvation.nanosToNextLook(1_000));
    }

    @Test
    void oneLookSaysNothing() {
        assertEquals(LOOK, starvation.nanosToNextLook(1_000));
        assertEquals(1, starvation.nanosToNextLook(1_000 + LOOK - 1));
    }

    @Test
    void threadWithoutProcessorStarves() {
        assertEquals(LOOK, starvation.nanosToNextLook(1_000 + LOOK));
        thread.nanos += LOOK / 2 - 1;
        assertEquals(LOOK, starvation.nanosToNextLook(1_000 + 2 * LOOK));
    }

    @Test
    void threadThatRunsDoesNotStarve() {
        thread.nanos += LOOK / 2;
        assertEquals(0, starvation.nanosToNextLook(1_000 + LOOK));
    }

    @Test
    void threadThatWaitsForSomethingElseDoesNotStarve() {
        thread.runnable = false;
        assertEquals(0, starvation.nanosToNextLook(1_000 + LOOK));
    }

    @Test
    void nothingIsAssumedWhereTheMachineDoesNotTell() {
        thread.nanos = FixedProcessorTime.UNKNOWN;
        assertEquals(0, starvation.nanosToNextLook(1_000 + LOOK));
    }
}
