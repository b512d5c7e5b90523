// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The time in which a DataSource has its file maintained. Safe for use by multiple threads. */
public final class MaintenanceStay implements AutoCloseable {
    private final MaintenanceUser user;
    private final MaintenanceKeeper keeper;
    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    MaintenanceStay(MaintenanceUser user, MaintenanceKeeper keeper, Runnable leave) {
        this.user = user;
        this.keeper = keeper;
        this.leave = leave;
    }

    /**
     * Adds a task of the application.
     *
     * @throws IllegalArgumentException if there is one of this name, or the name or the interval will not do
     */
    public void every(Duration interval, String name, Work work) {
        keeper.add(user, interval, name, work);
    }

    /** Does something now, in the calling thread, within the time that a task has. */
    public void run(String name, Work work) throws Exception {
        keeper.runNow(user, name, work);
    }

    /** Ends what runs for the DataSource, and waits for its end up to {@code closeTimeout}. Can't throw. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }
}
