// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.internal.background.Timer;
import java.time.Duration;

/** Calls back once, later; an interface so that tests can control time. Safe for use by multiple threads. */
@FunctionalInterface
interface Alarm {
    /**
     * Lets {@code action} run after {@code delay}. The action must be quick: it shares its thread with others.
     *
     * @return takes the alarm back, if it has not rung
     */
    Runnable ring(Duration delay, Runnable action);

    /** The alarm of the running machine. */
    static Alarm system() {
        return (delay, action) -> Timer.after(delay, action)::cancel;
    }
}
