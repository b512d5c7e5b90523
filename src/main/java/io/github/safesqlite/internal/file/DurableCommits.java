// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commits of a file that share a sync, and what is done when a sync fails: writing stops, and all connections of this program to
 * the file are closed. The next one that is opened makes the log whole again. One per file. Safe for use by multiple threads.
 */
public final class DurableCommits {
    private static final Log log = Log.named("io.github.safesqlite.wal");

    /** How long a connection waits until those of before are closed, if it is opened after a failure. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final SoleUse idle;
    private final OpenHandles handles;
    private final Set<Consumer<String>> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock reopening = new ReentrantLock();
    private volatile LogForce.Opener opener = OpenLog::open;
    private volatile LogSync sync = newSync();
    private volatile @Nullable Path opened;

    DurableCommits(SoleUse idle, OpenHandles handles) {
        this.idle = idle;
        this.handles = handles;
    }

    private LogSync newSync() {
        return new LogSync(this::openLog, this::failed);
    }

    private LogForce openLog(Path path) throws IOException {
        opened = path;
        return opener.open(path);
    }

    /** Opens logs in another way from now on. */
    void openLogsBy(LogForce.Opener other) {
        opener = other;
    }

    /** A connection to the file was opened; {@code discard} has it closed when it is given back, for a reason. */
    public void opened(Consumer<String> discard) {
        connections.add(discard);
        if (hasFailed()) {
            discard.accept(reason());
        }
    }

    /** It is closed. */
    public void closed(Consumer<String> discard) {
        connections.remove(discard);
        if (connections.isEmpty()) {
            sync.unused();
        }
    }

    /**
     * Before a commit that shares the sync of this log.
     *
     * @throws IOException if the log cannot be synced; the commit must not be made
     */
    public LogSync.Commit prepare(Path path) throws IOException {
        return sync.prepare(path);
    }

    /** Whether a sync has failed, and the connections of before are not all closed yet. */
    public boolean hasFailed() {
        return sync.hasFailed();
    }

    private static String reason() {
        return "a sync of the write-ahead log has failed";
    }

    private void failed() {
        log.atError()
                .addKeyValue("file", opened)
                .log(
                        "A sync of the write-ahead log {} has failed. Commits that it was to make durable may be lost, and have"
                                + " failed. All connections to the file are closed, and writing goes on with new ones.",
                        opened);
        discardAll();
    }

    private void discardAll() {
        connections.forEach(discard -> discard.accept(reason()));
        idle.closeIdle();
    }

    /** Opens a connection. */
    @FunctionalInterface
    public interface Opening<T> {
        /** Opens one, and makes the log whole if {@code repair}. */
        T open(boolean repair) throws SQLException, IOException;
    }

    /**
     * Opens a connection. After a failure it waits until all others are closed, so that SQLite recovers the log.
     *
     * @throws SQLException what {@code opening} throws
     * @throws IOException if the others are still open
     */
    public <T> T open(Opening<T> opening) throws SQLException, IOException {
        if (!hasFailed()) {
            return opening.open(false);
        }
        reopening.lock();
        try {
            boolean failed = hasFailed();
            if (failed) {
                discardAll();
                int open = handles.awaitNone(LONGEST_WAIT);
                if (open > 0) {
                    throw new IOException(
                            reason() + ", and " + open + " physical connections of before are still in use");
                }
            }
            T connection = opening.open(failed);
            if (failed) {
                sync = newSync();
            }
            return connection;
        } finally {
            reopening.unlock();
        }
    }

    /** Makes the log of a database whole after a failure; the caller has SQLite's write lock. */
    public static void rewrite(Path log) throws IOException {
        OpenLog.rewrite(log);
    }
}
