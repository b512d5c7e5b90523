// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.FloorsAbove;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.retry.BusyLook;
import io.github.safesqlite.internal.retry.RetryPoint;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a session, which are created when it is first used: many a connection is given back unused. Safe for use by
 * multiple threads.
 */
final class PartsOnUse implements FloorsAbove {
    private final Session session;
    private final SessionCore core;
    private volatile @Nullable SessionParts parts;

    PartsOnUse(Session session, SessionContext context) {
        this.session = session;
        this.core = new SessionCore(context, this);
    }

    SessionCore core() {
        return core;
    }

    /** The parts. */
    SessionParts get() {
        SessionParts known = parts;
        return known != null ? known : create();
    }

    private synchronized SessionParts create() {
        SessionParts known = parts;
        if (known == null) {
            known = new SessionParts(core, session::use);
            parts = known;
        }
        return known;
    }

    /** The parts, or null if the session was not used yet. */
    @Nullable
    SessionParts ifUsed() {
        return parts;
    }

    @Override
    public OpenRead beginRead() {
        return get().beginRead();
    }

    @Override
    public void leaving(Lease lease) {
        get().leaving(lease);
    }

    @Override
    public void beforeCallOf(@Nullable Caller statement) throws SQLException {
        get().beforeCallOf(statement);
    }

    @Override
    public SQLException explained(SQLException failure) {
        return get().explained(failure);
    }

    @Override
    public boolean isInTransaction() {
        SessionParts used = parts;
        return used != null && used.isInTransaction();
    }

    @Override
    public BusyLook at(RetryPoint point) {
        return get().at(point);
    }

    @Override
    public void reclaim() {
        session.reclaim();
    }
}
