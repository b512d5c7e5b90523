// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.file.GateChannel.Owner;
import io.github.safesqlite.internal.gate.WriteRight;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The right to write as a lock of the operating system, which ends with its process: byte 0 of the file {@code app.db-gate} beside
 * the database. A process that waits locks byte 1 first, so that the owner can see it and nobody else goes before it. Nothing waits
 * for a lock. If the file cannot be used there is no gate between processes, and SQLite's own lock is all there is. Guarded by the
 * gate's lock, except for {@link #owner}.
 */
final class GateFile implements WriteRight {
    private static final Log log = Log.named("io.github.safesqlite.pool");
    private static final String SUFFIX = "-gate";
    private static final long RIGHT = 0;
    private static final long TURNSTILE = 1;

    /** How often it is looked whether the file was deleted: then other processes lock another one. */
    private static final long LOOKS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path database;
    private final Path file;
    private final Ticker ticker;
    private volatile @Nullable GateChannel channel;
    private @Nullable FileLock right;
    private @Nullable FileLock turnstile;
    private long lookedNanos;
    private boolean isOff;

    /** For the database by its real path. */
    GateFile(Path database, Ticker ticker) {
        this.database = database;
        this.file = FilePaths.beside(database, SUFFIX);
        this.ticker = ticker;
    }

    /** Where it is. */
    Path path() {
        return file;
    }

    @Override
    public boolean tryTake() {
        if (isOff) {
            return true;
        }
        try {
            return tryTake(inPlace());
        } catch (IOException | RuntimeException failure) {
            turnOff(failure);
            return true;
        }
    }

    private boolean tryTake(GateChannel open) throws IOException {
        if (turnstile == null) {
            turnstile = open.tryLock(TURNSTILE);
        }
        if (turnstile != null) {
            right = open.tryLock(RIGHT);
        }
        if (right == null) {
            return false;
        }
        turnstile = released(turnstile);
        note(open);
        return true;
    }

    private void note(GateChannel open) {
        try {
            open.write(new Owner(ProcessHandle.current().pid(), Instant.now()));
        } catch (IOException full) {
            log.atDebug()
                    .addKeyValue("file", file)
                    .setCause(full)
                    .log("\"{}\" does not tell who has the right to write", file);
        }
    }

    /** The file that has the name: one that was deleted is replaced. */
    private GateChannel inPlace() throws IOException {
        long nowNanos = ticker.nanos();
        GateChannel open = channel;
        if (open != null && nowNanos - lookedNanos >= LOOKS_NANOS) {
            lookedNanos = nowNanos;
            if (!open.isAt(file)) {
                close();
                open = null;
            }
        }
        if (open == null) {
            lookedNanos = nowNanos;
            open = GateChannel.open(file, database);
            channel = open;
        }
        return open;
    }

    @Override
    public boolean isWanted() {
        GateChannel open = channel;
        if (isOff || open == null) {
            return false;
        }
        try {
            FileLock passed = open.tryLock(TURNSTILE);
            released(passed);
            return passed == null;
        } catch (IOException | RuntimeException failure) {
            turnOff(failure);
            return false;
        }
    }

    @Override
    public void giveUp() {
        try {
            release();
        } catch (IOException | RuntimeException failure) {
            turnOff(failure);
        }
    }

    private void release() throws IOException {
        right = released(right);
        turnstile = released(turnstile);
    }

    private static @Nullable FileLock released(@Nullable FileLock lock) throws IOException {
        if (lock != null) {
            lock.release();
        }
        return null;
    }

    private void turnOff(Exception failure) {
        isOff = true;
        log.atWarn()
                .addKeyValue("file", file)
                .setCause(failure)
                .log(
                        "The gate between processes of \"{}\" is off because \"{}\" cannot be used. Processes wait for each other with"
                                + " retries. Make the file writable, or set processGate=false.",
                        database,
                        file);
        try {
            close();
        } catch (IOException | RuntimeException unimportant) {
            log.atDebug().addKeyValue("file", file).setCause(unimportant).log("\"{}\" failed to close", file);
        }
    }

    /** Releases the locks and closes the file; it is opened again when it is needed. */
    void close() throws IOException {
        GateChannel open = channel;
        channel = null;
        try {
            release();
        } finally {
            right = null;
            turnstile = null;
            if (open != null) {
                open.close();
            }
        }
    }

    @Override
    public @Nullable String owner() {
        GateChannel open = channel;
        Owner owner = null;
        try {
            owner = open == null ? null : open.read();
        } catch (IOException unknown) {
            log.atDebug().addKeyValue("file", file).setCause(unknown).log("\"{}\" cannot be read", file);
        }
        if (owner == null) {
            return "another process has the right to write";
        }
        long heldMillis = Duration.between(owner.since(), Instant.now()).toMillis();
        return FileLocks.ofProcess(owner.pid()).name() + " has had the right to write for " + Math.max(0, heldMillis)
                + " ms";
    }
}
