// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes commits durable together: each waits for a force of the write-ahead log that began after it was written. The first that
 * waits forces the log, in its own thread, for all that have been written by then. Those that come meanwhile wait for the next
 * force. Safe for use by multiple threads.
 *
 * <p>After a force that failed no other one is tried, and every commit that was not covered before fails: the system may take for
 * written what it could not write, so that a later force would succeed and prove nothing.
 */
public final class LogSync {
    private final LogForce.Opener opener;
    private final Runnable onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forceEnded = lock.newCondition();
    private @Nullable LogForce log;
    private boolean forcing;

    /** Whether nobody has the file open, so that the log is closed when no commit waits for it. */
    private boolean unused;

    /** How many commits were written, and how many of them are durable. */
    private long written;

    private long durable;
    private volatile @Nullable IOException failure;

    /** @param onFailure called once, without a lock, before the commits that have failed are told */
    LogSync(LogForce.Opener opener, Runnable onFailure) {
        this.opener = opener;
        this.onFailure = onFailure;
    }

    /** A commit: made before it, told when it is written, and waited for when the gate is left. */
    public static final class Commit {
        /** One that nobody needs to wait for. */
        public static final Commit DURABLE = new Commit(null);

        private final @Nullable LogSync sync;
        private volatile long number;

        private Commit(@Nullable LogSync sync) {
            this.sync = sync;
        }

        /** SQLite has written it. */
        public void written() {
            if (sync != null) {
                number = sync.next();
            }
        }

        /**
         * Returns when it is durable; at once if it was not written. Nothing ends the wait early, as nothing ends a sync of SQLite's.
         *
         * @throws IOException if nobody knows whether it is
         */
        public void awaitDurable() throws IOException {
            if (sync != null) {
                sync.await(number);
            }
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /**
     * Before a commit, by a connection that has written to the log and has it open: opens it here too. If it is open, another one is
     * opened only if SQLite has deleted it, for which it has copied all commits to the database and synced that.
     *
     * @throws IOException if a force has failed before, or the log cannot be opened
     */
    Commit prepare(Path path) throws IOException {
        lock.lock();
        try {
            requireWorking();
            unused = false;
            LogForce known = log;
            if (known == null || !known.isAt(path)) {
                while (forcing) {
                    forceEnded.awaitUninterruptibly();
                }
                requireWorking();
                close();
                log = opener.open(path);
            }
            return new Commit(this);
        } finally {
            lock.unlock();
        }
    }

    private void requireWorking() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw new IOException("an earlier sync has failed: " + failed.getMessage(), failed);
        }
    }

    private long next() {
        lock.lock();
        try {
            return ++written;
        } finally {
            lock.unlock();
        }
    }

    private void await(long number) throws IOException {
        lock.lock();
        try {
            while (durable < number) {
                if (forcing) {
                    // Also while the one that has failed is dealt with: on a connection of before, its reads would
                    // still show it.
                    forceEnded.awaitUninterruptibly();
                    continue;
                }
                IOException failed = failure;
                if (failed != null) {
                    throw new IOException(failed.getMessage(), failed);
                }
                force();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forces what is written now. Called with the lock held, and gives it up meanwhile. */
    private void force() {
        forcing = true;
        long covered = written;
        LogForce forced = log;
        IOException failed = null;
        lock.unlock();
        try {
            if (forced == null) {
                throw new IOException("the write-ahead log is not open");
            }
            forced.force();
        } catch (IOException | RuntimeException notForced) {
            failed = notForced instanceof IOException known ? known : new IOException(notForced);
            failure = failed;
            onFailure.run();
        } finally {
            lock.lock();
            forcing = false;
            if (failed == null) {
                durable = covered;
            }
            closeIfUnused();
            forceEnded.signalAll();
        }
    }

    /** Nobody has the file open any more: the log is closed when no commit waits for it. */
    void unused() {
        lock.lock();
        try {
            unused = true;
            closeIfUnused();
        } finally {
            lock.unlock();
        }
    }

    private void closeIfUnused() {
        if (!forcing && (failure != null || unused && durable == written)) {
            close();
        }
    }

    private void close() {
        LogForce open = log;
        log = null;
        if (open != null) {
            open.close();
        }
    }
}
