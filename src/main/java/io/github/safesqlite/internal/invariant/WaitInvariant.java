// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.invariant;

import io.github.safesqlite.internal.time.Deadline;
import org.jspecify.annotations.Nullable;

/** What must hold of each wait: whoever waits is alive, the wait has a limit and keeps it. Stateless. */
public final class WaitInvariant {
    private WaitInvariant() {}

    /** Why {@code waiter} should not be waiting any more, or null. Without a deadline nothing is known to limit the wait. */
    public static @Nullable String broken(Thread waiter, @Nullable Deadline deadline) {
        if (!waiter.isAlive()) {
            return "its thread has ended";
        }
        if (deadline == null) {
            return "nothing limits its wait";
        }
        return deadline.expired() ? "its time is over (" + deadline.limitOption() + ")" : null;
    }
}
