// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Checks from time to time whether a wait for the gate can ever end. Called by the waiting thread, outside the gate's lock. */
public interface WaitCheck {
    /** Looks; gives the reason to end the wait, or null to go on. */
    @Nullable
    SQLException look();

    /** The time to the next look in nanoseconds. */
    long nanosToNextLook();
}
