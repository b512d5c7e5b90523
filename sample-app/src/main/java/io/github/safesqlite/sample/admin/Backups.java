// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import io.github.safesqlite.BackupOptions;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the database in the background, one copy at a time, and keeps the last. Safe for use by multiple threads. */
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final ConcurrencySafeSqliteDataSource dataSource;
    private final Path last;
    private final Path unfinished;
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

    /** Backups of a database to a file. */
    public Backups(ConcurrencySafeSqliteDataSource dataSource, Path file) {
        this.dataSource = dataSource;
        this.last = file;
        this.unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    }

    /** Begins a backup; a problem with status 409 while one runs. */
    public synchronized Status start() {
        if (status.state() == State.RUNNING) {
            throw new Problem(409, "Conflict", "A backup is running.");
        }
        status = new Status(State.RUNNING, 0, 0);
        Thread thread = new Thread(this::run, "backup");
        thread.setDaemon(true);
        thread.start();
        return status;
    }

    private void run() {
        try {
            Files.deleteIfExists(unfinished);
            dataSource.backup(
                    unfinished,
                    BackupOptions.defaults()
                            .withProgress((copied, total) -> status = new Status(State.RUNNING, copied, total)));
            Files.move(unfinished, last, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            status = status.as(State.COMPLETE);
        } catch (SQLException | IOException | RuntimeException failure) {
            LOG.warn("The backup failed", failure);
            status = status.as(State.FAILED);
        }
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
