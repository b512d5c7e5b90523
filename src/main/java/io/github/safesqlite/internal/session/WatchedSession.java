// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.event.SessionUse;
import io.github.safesqlite.event.SessionUse.TransactionState;
import io.github.safesqlite.internal.background.Daemon;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.OpenRows;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.leak.LeakSubject;
import io.github.safesqlite.internal.leak.OpenRead;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The leak tracker's view of a session: what it is doing and how to end it. Safe for use by multiple threads. */
final class WatchedSession implements LeakSubject {
    private final Session watched;

    WatchedSession(Session watched) {
        this.watched = watched;
    }

    private SessionCore session() {
        return watched.core();
    }

    @Override
    public long sessionId() {
        return session().id();
    }

    @Override
    public @Nullable String executingSql() {
        return session().calls().runningSql();
    }

    @Override
    public SessionUse use() {
        String sql = executingSql();
        UsedSession used = watched.used().ifUsed();
        return new SessionUse(
                session().binding().connectionId(),
                sql == null ? null : session().context().shown(sql),
                Duration.ofNanos(Math.max(
                        0,
                        session().context().ticker().nanos()
                                - session().activity().lastUseNanos())),
                session().activity().lastKinds(),
                used == null
                        ? TransactionState.NONE
                        : used.parts().transaction().state(),
                used == null ? 0 : used.statements().count(),
                session().activity().openCursors());
    }

    @Override
    public int uses() {
        return session().activity().uses();
    }

    @Override
    public @Nullable OpenRead openRead() {
        return session().binding().openRead();
    }

    @Override
    public boolean endRead(OpenRead read, SQLException reason) {
        if (!session().tryLock()) {
            return false;
        }
        try {
            SessionParts used = watched.used().get().parts();
            if (used.transaction().state() == TransactionState.WRITING
                    || used.returning().isOpen()
                    || read != session().binding().openRead()) {
                return false;
            }
            for (Lease lease : session().binding().leases()) {
                for (OpenRows cursor : lease.openCursors()) {
                    cursor.end(reason);
                }
            }
            used.transaction().endReading(reason);
        } catch (SQLException failure) {
            reason.addSuppressed(failure);
        } finally {
            session().unlock();
        }
        return read != session().binding().openRead();
    }

    @Override
    public boolean reclaimIdle(int usesSeen, Duration idle) {
        if (!session().tryLock()) {
            return false;
        }
        try {
            if (session().isClosed()
                    || executingSql() != null
                    || session().activity().uses() != usesSeen) {
                return false;
            }
            session()
                    .end()
                    .reclaim("taken back as a leak after being idle for " + idle.toMillis() + " ms (reclaimLeaks)");
            reclaim();
            return true;
        } finally {
            session().unlock();
        }
    }

    @Override
    public void abort() {
        watched.abort(Runnable::run);
    }

    @Override
    public void dataSourceClosed() {
        if (session().binding().connectionId() == 0) {
            return;
        }
        watched.dataSourceClosed(rest -> Daemon.run(session().context().poolName() + "-closer", rest));
    }

    @Override
    public void reclaim() {
        try {
            watched.close();
        } catch (SQLException failure) {
            for (Lease lease : session().binding().leases()) {
                lease.connection().discard("its session could not be closed: " + failure.getMessage());
            }
            session().binding().close();
        }
    }
}
