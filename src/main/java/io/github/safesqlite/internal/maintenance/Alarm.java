// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls back once, later, so that tests can bring their own time. Safe for use by multiple threads. */
@FunctionalInterface
interface Alarm {
    /**
     * Lets {@code action} run after {@code delay}. The action must be quick: it shares its thread with others.
     *
     * @return takes the alarm back, if it has not rung
     */
    Runnable ring(Duration delay, Runnable action);

    /** The alarm of the running machine. It rings on a thread of the JDK, so that waiting costs no thread. */
    static Alarm system() {
        return (delay, action) -> {
            var wait = new CompletableFuture<Void>();
            var rung = wait.orTimeout(delay.toNanos(), TimeUnit.NANOSECONDS).whenComplete((none, timeout) -> {
                if (timeout != null) {
                    action.run();
                }
            });
            return () -> {
                wait.complete(null);
                rung.cancel(false);
            };
        };
    }
}
