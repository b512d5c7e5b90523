// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.Nullable;

/** A piece of work that a waiter lets the holder of the gate do for it. */
public interface GateJob {
    /** Whether a holder that entered with {@code own} may do this one too. Asked under the gate's lock: it only compares. */
    default boolean canShareWith(@Nullable GateJob own) {
        return true;
    }
}
