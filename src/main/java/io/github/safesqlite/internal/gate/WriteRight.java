// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.Nullable;

/**
 * The right of one process at a time to write to a file. No method waits or throws. Called under the gate's lock, except for
 * {@link #owner}.
 */
public interface WriteRight {
    /** Takes the right if it is free. If not, other processes see from now on that this one waits for it. */
    boolean tryTake();

    /** Whether another process waits. Asked by the one that has the right. */
    boolean isWanted();

    /** Lets another process have the right, or no longer waits for it. */
    void giveUp();

    /** Which process took the right last and when, as words for a message; null if that is not known. */
    @Nullable
    String owner();
}
