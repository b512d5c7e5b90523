// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The time in which a DataSource has its write-ahead log looked after. Safe for use by multiple threads. */
public final class WalStay implements AutoCloseable {
    private final WalUser user;
    private final @Nullable WalKeeper keeper;
    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    WalStay(WalUser user, @Nullable WalKeeper keeper, Runnable leave) {
        this.user = user;
        this.keeper = keeper;
        this.leave = leave;
    }

    /** Whose stay it is. */
    public WalUser user() {
        return user;
    }

    /** How many sessions are open on the file, of all DataSources of this JVM. */
    public int openSessionsOnFile() {
        return keeper == null ? user.leaks().openCount() : keeper.openSessions();
    }

    /** Has the log emptied soon, within the limits that hold for the file; does not wait for it. */
    public void emptyLog() {
        if (keeper != null) {
            keeper.empty();
        }
    }

    /** The size of the {@code -wal} file in bytes; 0 if there is none. */
    public long walBytes() {
        return keeper == null ? 0 : keeper.walBytes();
    }

    /** How long a reader has pinned a log that is over its soft limit, in milliseconds; 0 if none does. */
    public long pinnedMillis() {
        return keeper == null ? 0 : keeper.pinnedNanos() / 1_000_000;
    }

    /** Ends it; the last one on the file runs the last checkpoint. Called after the connections are closed. Can't throw. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }
}
