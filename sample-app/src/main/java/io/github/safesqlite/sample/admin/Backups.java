// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import io.github.safesqlite.BackupOptions;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the database in the background, one copy at a time, and keeps the last. Safe for use by multiple threads. */
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final ConcurrencySafeSqliteDataSource dataSource;
    private final Path last;
    private final Path lockFile;
    private volatile Status status = new Status(State.NONE, 0, 0);

    /** What the backup does. */
    public enum State {
        /** There was none since the start. */
        NONE,
        /** It copies. */
        RUNNING,
        /** It is complete. */
        COMPLETE,
        /** It failed; the one before is kept. */
        FAILED
    }

    /** How far the backup is. */
    public record Status(State state, long copiedBytes, long totalBytes) {
        private Status as(State newState) {
            return new Status(newState, copiedBytes, totalBytes);
        }
    }

    /** Backups of a database to a file. Deletes what interrupted ones have left. */
    public Backups(ConcurrencySafeSqliteDataSource dataSource, Path file) throws IOException {
        this.dataSource = dataSource;
        this.last = file.toAbsolutePath();
        this.lockFile = last.resolveSibling(last.getFileName() + ".lock");
        deleteLeftovers();
    }

    /** While another instance backs up, its unfinished copy is not a leftover. */
    private void deleteLeftovers() throws IOException {
        Optional<BackupLock> lock = BackupLock.tryTake(lockFile);
        if (lock.isEmpty()) {
            return;
        }
        // The name that the library gives to an unfinished copy, and to the files that SQLite puts beside it.
        Pattern unfinished = Pattern.compile(
                Pattern.quote("." + last.getFileName() + ".") + "[0-9a-f-]{36}\\.part(-wal|-shm|-journal)?");
        try (BackupLock held = lock.get();
                Stream<Path> files = Files.list(last.getParent())) {
            for (Path file : files.toList()) {
                if (unfinished.matcher(file.getFileName().toString()).matches()) {
                    Files.deleteIfExists(file);
                    LOG.warn("Deleted {}, which an interrupted backup has left", file);
                }
            }
        }
    }

    /** Begins a backup; a problem with status 409 while this or another instance makes one. */
    public synchronized Status start() throws IOException {
        if (status.state() == State.RUNNING) {
            throw new Problem(409, "Conflict", "A backup is running.");
        }
        BackupLock lock = BackupLock.tryTake(lockFile)
                .orElseThrow(() -> new Problem(409, "Conflict", "Another instance makes a backup."));
        status = new Status(State.RUNNING, 0, 0);
        Thread thread = new Thread(() -> run(lock), "backup");
        thread.setDaemon(true);
        thread.start();
        return status;
    }

    private void run(BackupLock lock) {
        State end = State.FAILED;
        try (lock) {
            dataSource.backup(
                    last,
                    BackupOptions.defaults()
                            .withProgress((copied, total) -> status = new Status(State.RUNNING, copied, total)));
            end = State.COMPLETE;
        } catch (SQLException | IOException | RuntimeException failure) {
            LOG.warn("The backup failed", failure);
        }
        status = status.as(end);
    }

    /** How far the last one is. */
    public Status status() {
        return status;
    }

    /** The last complete one. */
    public Optional<Path> last() {
        return Files.exists(last) ? Optional.of(last) : Optional.empty();
    }
}
