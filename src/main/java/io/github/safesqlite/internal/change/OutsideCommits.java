// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.change;

import io.github.safesqlite.internal.log.Log;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether others have committed: other processes, and connections that this library does not record. Safe for use by
 * multiple threads.
 *
 * <p>{@code PRAGMA data_version} of a connection that nobody writes on changes with every commit, whoever makes it, and that of the
 * writing connection with those of others only (sqlite.org/pragma.html#pragma_data_version). So a writer looks at both before and
 * after it writes, and what is seen in between is its own; while nobody writes, each change is someone else's.
 */
public final class OutsideCommits {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private static final long NEVER_SEEN = -1;

    private final Runnable found;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Look> looks = new ArrayList<>();
    private long seen;
    private @Nullable Look writer;
    private long versionOfWriter;

    /** A number that changes when the database is changed, as one connection or all see it. */
    @FunctionalInterface
    public interface Look {
        /** Asks for it. */
        long version() throws SQLException;
    }

    OutsideCommits(Runnable found) {
        this.found = found;
    }

    /** A DataSource looks from now on, which sees every change. Can't throw: if it can't look now, the next look counts as a change. */
    void begin(Look look) {
        lock.lock();
        try {
            looks.add(look);
            if (looks.size() == 1) {
                seen = look.version();
            }
        } catch (SQLException later) {
            seen = NEVER_SEEN;
            notNow(later);
        } finally {
            lock.unlock();
        }
    }

    /** It looks no more; when this returns, it does not look any more either. */
    void end(Look look) {
        lock.lock();
        try {
            looks.remove(look);
        } finally {
            lock.unlock();
        }
    }

    /** Looks while nobody of this JVM writes. */
    void look() {
        lock.lock();
        try {
            if (writer == null) {
                compare();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Before a connection writes; {@code ofWriter} is what it sees of others. Has no effect beside another writer. Can't throw. */
    public void beforeWrite(Look ofWriter) {
        lock.lock();
        try {
            if (writer == null && !looks.isEmpty()) {
                versionOfWriter = ofWriter.version();
                writer = ofWriter;
                compare();
            }
        } catch (SQLException later) {
            notNow(later);
        } finally {
            lock.unlock();
        }
    }

    /** After its commit, and before the gate is left. Can't throw: what can't be told counts as a commit of others. */
    public void afterCommit(Look ofWriter) {
        lock.lock();
        try {
            if (writer == ofWriter) {
                writer = null;
                if (!looks.isEmpty()) {
                    seen = looks.get(0).version();
                    if (ofWriter.version() != versionOfWriter) {
                        found.run();
                    }
                }
            }
        } catch (SQLException later) {
            notNow(later);
        } finally {
            lock.unlock();
        }
    }

    /** It has committed nothing, as far as it knows. */
    public void afterRollback(Look ofWriter) {
        lock.lock();
        try {
            if (writer == ofWriter) {
                writer = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void compare() {
        if (looks.isEmpty()) {
            return;
        }
        try {
            long now = looks.get(0).version();
            if (now != seen) {
                seen = now;
                found.run();
            }
        } catch (SQLException later) {
            notNow(later);
        }
    }

    private static void notNow(SQLException later) {
        log.atDebug()
                .setCause(later)
                .log("The database could not be asked whether others have changed it; it is asked again");
    }
}
