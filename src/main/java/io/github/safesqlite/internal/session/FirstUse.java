// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.FloorsAbove;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.leak.LeakSubject;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.retry.BusyLook;
import io.github.safesqlite.internal.retry.RetryPoint;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Creates what a session needs when it is first used: many a connection is given back unused. Safe for use by multiple threads. */
final class FirstUse implements FloorsAbove {
    private final LeakSubject watched;
    private final SessionCore core;
    private volatile @Nullable UsedSession used;

    /** @param watched the session as its watch sees it */
    FirstUse(SessionContext context, LeakSubject watched) {
        this.watched = watched;
        this.core = new SessionCore(context, this);
    }

    /** What the session is known by and locked with, from the beginning on. */
    SessionCore core() {
        return core;
    }

    /** What it needs, created if this is its first use. */
    UsedSession get() {
        UsedSession known = used;
        return known != null ? known : create();
    }

    private synchronized UsedSession create() {
        UsedSession known = used;
        if (known == null) {
            known = new UsedSession(core, watched);
            used = known;
        }
        return known;
    }

    /** The same, or null if it was not used yet. */
    @Nullable
    UsedSession ifUsed() {
        return used;
    }

    @Override
    public OpenRead beginRead() {
        return get().parts().beginRead();
    }

    @Override
    public void leaving(Lease lease) {
        get().parts().leaving(lease);
    }

    @Override
    public void beforeCallOf(@Nullable Caller statement) throws SQLException {
        get().parts().beforeCallOf(statement);
    }

    @Override
    public SQLException explained(SQLException failure) {
        return get().parts().explained(failure);
    }

    @Override
    public boolean isInTransaction() {
        UsedSession known = used;
        return known != null && known.parts().isInTransaction();
    }

    @Override
    public BusyLook at(RetryPoint point) {
        return get().parts().at(point);
    }

    @Override
    public void reclaim() {
        watched.reclaim();
    }
}
