// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.Stay;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.WalSnapshot;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The period in which the write-ahead log of a DataSource is maintained. Safe for use by multiple threads. */
public final class WalStay implements AutoCloseable {
    private final WalUser user;
    private final @Nullable WalKeeper keeper;
    private final Ticker ticker;
    private final Runnable leave;

    private WalStay(WalUser user, @Nullable WalKeeper keeper, Ticker ticker, Runnable leave) {
        this.user = user;
        this.keeper = keeper;
        this.ticker = ticker;
        this.leave = leave;
    }

    /** Has the log of the user's file looked after until the stay is closed. A database in memory has none. */
    public static WalStay join(WalUser user, Ticker ticker) {
        Path file = user.source().file();
        if (file == null) {
            return new WalStay(user, null, ticker, () -> {});
        }
        SharedFile shared = user.source().sharedFile();
        Stay<WalUser, WalKeeper> stay =
                shared.join(WalKeeper.class, user, () -> new WalKeeper(file, shared.gate(), ticker));
        return new WalStay(user, stay.part(), ticker, stay::close);
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
        WalSnapshot.Pin pin = keeper == null ? null : pin(keeper);
        return pin == null ? 0 : pin.age().toMillis();
    }

    /** The log now; null if the database has none since it is in memory. */
    public @Nullable WalSnapshot snapshot() {
        if (keeper == null) {
            return null;
        }
        WalLimits limits = keeper.limits();
        WalKeeper.Done done = keeper.lastDone();
        return new WalSnapshot(
                keeper.walBytes(),
                limits.soft(),
                limits.hard(),
                pin(keeper),
                done == null ? null : done.report(),
                done == null ? Duration.ZERO : Duration.ofNanos(ticker.nanos() - done.nanos()));
    }

    private WalSnapshot.@Nullable Pin pin(WalKeeper of) {
        PinWatch.Pin pin = of.pinnedBy();
        if (pin == null) {
            return null;
        }
        String sql = pin.read().sql();
        return new WalSnapshot.Pin(
                pin.checkout().sessionId(),
                pin.user().config().poolName(),
                pin.age(ticker.nanos()),
                sql == null ? null : SqlText.abbreviate(sql));
    }

    /**
     * Empties the log now and waits for that, for up to {@code writeTimeout} at the write gate. A database in memory has
     * nothing to do.
     *
     * @throws SQLException if it cannot be done; the message says why
     */
    public CheckpointReport checkpoint() throws SQLException {
        return keeper == null
                ? new CheckpointReport(CheckpointReport.Mode.TRUNCATE, false, -1, -1, 0, Duration.ZERO)
                : keeper.checkpoint(user.config().poolName());
    }

    /** Ends it; the last one on the file runs the last checkpoint. Called after the connections are closed. Can't throw. */
    @Override
    public void close() {
        leave.run();
    }
}
