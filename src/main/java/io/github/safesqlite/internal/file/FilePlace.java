// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether the path of a database still names the file that is open, and the change to another one if it does not. There is one
 * for all that share a file and its path. Safe for use by multiple threads.
 *
 * <p>Files are inspected with a stat and never opened. The asking thread checks, unless another one has just checked.
 */
public final class FilePlace {
    private static final Log log = Log.named("io.github.safesqlite.pool");
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** After that, those who wait for a new file are told that there is something in its way. */
    private static final long LONGEST_ARRIVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private enum Standing {
        IN_PLACE,
        /** Nothing has the name. */
        GONE,
        /** Another file has the name. */
        REPLACED
    }

    private final WriteGate gate;
    private final @Nullable Path file;
    private final Ticker ticker;
    private final FileUsers users = new FileUsers();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable OpenFile open;
    private volatile Standing standing = Standing.IN_PLACE;
    private volatile long lookedNanos;
    private volatile @Nullable NewFile arriving;
    private volatile @Nullable Hold heldForOldFile;

    FilePlace(WriteGate gate, @Nullable Path file, Ticker ticker) {
        this.gate = gate;
        this.file = file;
        this.ticker = ticker;
        this.lookedNanos = ticker.nanos();
    }

    void join(FileUser user) {
        users.add(user);
    }

    /** Whether it was the last one, whose connections are closed. */
    boolean leave(FileUser user) {
        users.remove(user);
        OpenFile old = open;
        if (users.isEmpty() && standing == Standing.REPLACED && old != null) {
            try {
                old.removeLog();
            } catch (IOException left) {
                log.atWarn()
                        .addKeyValue("file", file)
                        .setCause(left)
                        .log("The log of the file that was \"{}\" could not be removed", file);
            }
        }
        return users.isEmpty();
    }

    /** A connection has just opened the file, and with it made a log if there was none. */
    public void found() {
        if (file != null) {
            lock.lock();
            try {
                OpenFile known = open;
                FileKey key = FileKey.ofExisting(file);
                if (known == null && key != null) {
                    open = OpenFile.at(FileKey.realPath(file), key);
                } else if (known != null && known.key().equals(key)) {
                    open = known.withLog();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The key of the file that is open, or null before the first connection. */
    @Nullable
    public FileKey key() {
        OpenFile now = open;
        return now == null ? null : now.key();
    }

    /** Whether the path named the open file when it was last looked at, which is now or not long ago. */
    public boolean isInPlace() {
        if (standing != Standing.IN_PLACE || users.checkNanos() == 0) {
            look();
        } else if (isLookDue() && lock.tryLock()) {
            try {
                look();
            } finally {
                lock.unlock();
            }
        }
        return standing == Standing.IN_PLACE;
    }

    /**
     * The same for what is about to be written or acknowledged: a look of another thread that is under way may have begun before
     * the file was replaced, so this one looks again after it.
     */
    public boolean isInPlaceToWrite() {
        if (standing != Standing.IN_PLACE || isLookDue()) {
            look();
        }
        return standing == Standing.IN_PLACE;
    }

    private boolean isLookDue() {
        return open != null && ticker.nanos() - lookedNanos >= users.checkNanos();
    }

    /** The same, with a look now. */
    public boolean isInPlaceNow() {
        look();
        return standing == Standing.IN_PLACE;
    }

    /** Whether it was not, when it was last looked at. */
    public boolean isLost() {
        return standing != Standing.IN_PLACE;
    }

    /** Whether it is an older file, which a connection has opened; null is one that is not known. */
    public boolean isOutdated(@Nullable FileKey opened) {
        return opened != null && !opened.equals(key());
    }

    /**
     * Makes sure that what is written to the file that a connection has opened is stored in the one that has the name.
     *
     * @throws DatabaseGoneException if not
     */
    public void requireStored(String poolName, @Nullable FileKey opened) throws DatabaseGoneException {
        boolean inPlace = isInPlaceToWrite();
        if (isOutdated(opened) || !inPlace && isArriving()) {
            throw DatabaseGoneException.replaced(poolName, name());
        }
        if (!inPlace) {
            throw gone(poolName);
        }
    }

    /**
     * Makes sure, with a look now, that the path names the open file; if it names another one that can be opened, changes to that.
     *
     * @throws DatabaseGoneException if not
     */
    public void requireNow(String poolName) throws DatabaseGoneException {
        if (open != null && !isInPlaceNow()) {
            throw gone(poolName);
        }
    }

    /**
     * The same, but waits for a new file that is just being put there.
     *
     * @throws DatabaseGoneException if there is none within the longest time that takes
     */
    public void awaitNow(String poolName) throws DatabaseGoneException {
        while (open != null && !isInPlaceNow()) {
            awaitArrival(poolName, POLL_NANOS);
        }
    }

    /**
     * The same, with a look if the last one is old.
     *
     * @throws DatabaseGoneException if there is none by the deadline
     */
    public void await(String poolName, Deadline deadline) throws DatabaseGoneException {
        while (!isInPlace()) {
            awaitArrival(poolName, Math.min(POLL_NANOS, deadline.remainingNanos()));
        }
    }

    private void awaitArrival(String poolName, long longestNanos) throws DatabaseGoneException {
        if (!isArriving() || longestNanos == 0) {
            throw gone(poolName);
        }
        lock.lock();
        try {
            changed.awaitNanos(longestNanos);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw gone(poolName);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a new file has the name and will be opened in a moment. */
    public boolean isArriving() {
        NewFile other = arriving;
        return other != null && users.reopen() && ticker.nanos() - other.sinceNanos() < LONGEST_ARRIVAL_NANOS;
    }

    private DatabaseGoneException gone(String poolName) {
        return DatabaseGoneException.of(poolName, name());
    }

    private String name() {
        return file == null ? ":memory:" : FilePaths.name(file);
    }

    /** Looks now. */
    public void look() {
        OpenFile now = open;
        if (file == null || now == null) {
            return;
        }
        lock.lock();
        try {
            lookedNanos = ticker.nanos();
            now = open;
            FileKey key = FileKey.ofExisting(file);
            if (now == null || now.key().equals(key)) {
                arriving = null;
                standing = Standing.IN_PLACE;
                open = now == null ? null : now.withLog();
            } else if (key == null) {
                arriving = null;
                standing = Standing.GONE;
            } else {
                standing = Standing.REPLACED;
                NewFile other = arriving == null || !arriving.key().equals(key)
                        ? new NewFile(FileKey.realPath(file), key, ticker.nanos())
                        : arriving;
                arriving = other;
                if (users.reopen() && other.isReady(ticker.nanos(), gate.isFree())) {
                    reopen(now, other);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the gate is held for a transaction on the file before, which will not be committed. */
    public boolean isHeldForOldFile() {
        Hold held = heldForOldFile;
        return held != null && held == gate.holder();
    }

    private void reopen(OpenFile old, NewFile other) {
        try {
            // SQLite would take the log of the old file for that of the new one. The connections to the old file have
            // it
            // open and need its name no more. Before they are closed: then its number may be given to another log.
            old.removeLog();
            users.change(old, other);
        } catch (IOException | SQLException failure) {
            log.atDebug()
                    .addKeyValue("file", file)
                    .setCause(failure)
                    .log("The new file \"{}\" cannot be opened yet", file);
            return;
        }
        heldForOldFile = gate.holder();
        open = OpenFile.at(other.realPath(), other.key());
        arriving = null;
        standing = Standing.IN_PLACE;
        changed.signalAll();
        log.atWarn()
                .addKeyValue("file", file)
                .log(
                        "The database \"{}\" was replaced by another file while it was open. The connections to the old file are closed, and work continues with the new one"
                                + " (fileReplaced=reopen).",
                        file);
    }
}
