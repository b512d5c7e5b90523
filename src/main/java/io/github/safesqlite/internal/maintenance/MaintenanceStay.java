// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.internal.file.Stay;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The period in which the file of a DataSource is maintained. Safe for use by multiple threads. */
public final class MaintenanceStay implements AutoCloseable {
    private final Stay<MaintenanceUser, MaintenanceKeeper> stay;

    private MaintenanceStay(Stay<MaintenanceUser, MaintenanceKeeper> stay) {
        this.stay = stay;
    }

    /** Has done what the user wants, until the stay is closed. */
    public static MaintenanceStay join(MaintenanceUser user, Clock clock, Ticker ticker) {
        return new MaintenanceStay(user.source()
                .sharedFile()
                .join(MaintenanceKeeper.class, user, () -> keeper(user.source().file(), clock, ticker)));
    }

    private static MaintenanceKeeper keeper(@Nullable Path file, Clock clock, Ticker ticker) {
        LedgerLock lock = file == null ? LedgerLock.alone() : LedgerFile.lockOf(file);
        return new MaintenanceKeeper(file, lock, clock, ticker, Alarm.system());
    }

    /**
     * Adds a task of the application.
     *
     * @throws IllegalArgumentException if there is one of this name, or the name or the interval will not do
     */
    public void every(Duration interval, String name, Work work) {
        stay.part().add(stay.user(), interval, name, work);
    }

    /** Does something now, in the calling thread, within the time that a task has. */
    public void run(String name, Work work) throws Exception {
        stay.part().runNow(stay.user(), name, work);
    }

    /** Ends what runs for the DataSource, and waits for its end up to {@code closeTimeout}. Can't throw. */
    @Override
    public void close() {
        stay.close();
    }
}
