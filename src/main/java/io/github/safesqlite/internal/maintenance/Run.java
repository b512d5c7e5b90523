// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.sql.SQLTimeoutException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One run of a task, by the thread that created its time limit.
 *
 * @param ended opened when all is done that belongs to it
 */
record Run(Task task, TimeLimit limit, Thread thread, CountDownLatch ended) {
    Run(Task task, TimeLimit limit) {
        this(task, limit, Thread.currentThread(), new CountDownLatch(1));
    }

    /** Whether the calling thread is the one that does it. */
    boolean isRunHere() {
        return thread == Thread.currentThread();
    }

    /** Does it; why it was not done, or null. */
    @SuppressWarnings("CatchingUnchecked") // One task that fails, however it fails, must not stop the others.
    @Nullable
    Throwable perform() {
        Throwable failure = null;
        try {
            task.work().run(limit);
        } catch (Throwable any) {
            failure = any;
        }
        limit.close();
        // An interrupt that a task leaves behind would close the ledger.
        Thread.interrupted();
        return limit.ranOut() ? tooLong(task.user(), task.name(), failure) : failure;
    }

    static SQLTimeoutException tooLong(MaintenanceUser user, String task, @Nullable Throwable failure) {
        return new SQLTimeoutException(
                "%s: maintenance task \"%s\" was stopped: it ran longer than %d ms (maintenanceTimeout)"
                        .formatted(
                                user.config().poolName(),
                                task,
                                user.config().maintenance().timeout().toMillis()),
                failure);
    }
}
