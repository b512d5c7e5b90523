// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.backup;

import io.github.safesqlite.error.BackupException;
import io.github.safesqlite.internal.driver.IntegrityCheck;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.FileMode;
import io.github.safesqlite.internal.opening.DatabaseCopy;
import io.github.safesqlite.internal.path.Companion;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.path.WrongPlace;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Copies a database to a file while others use it. The copy has a name of its own beside the target until it is complete,
 * synced and checked; then it takes the target's name in one step, so that the target is never a part of a backup.
 */
public final class Backup {
    private final String poolName;
    private final ConnectionSource source;

    /** Backups of the database of {@code source}. */
    public Backup(String poolName, ConnectionSource source) {
        this.poolName = poolName;
        this.source = source;
    }

    /** Hears how large the copy is, and how large it will be. */
    @FunctionalInterface
    public interface Progress {
        /** Called now and then. */
        void copied(long bytes, long totalBytes);
    }

    /**
     * Makes a copy; a file of that name is replaced.
     *
     * @param deadline the longest wait for a connection; the copying itself takes as long as it takes
     * @throws BackupException if it was not done; the target is as it was
     */
    public void write(Path target, boolean verify, Progress progress, Deadline deadline) throws SQLException {
        Path file = target.toAbsolutePath();
        String wanted = "back up to \"" + FilePaths.name(file) + "\"";
        check(file, wanted);
        Path folder = Objects.requireNonNull(file.getParent());
        Path copy = FilePaths.in(folder, "." + FilePaths.lastName(file) + "." + UUID.randomUUID() + ".part");
        try {
            Path database = source.file();
            if (database != null) {
                // SQLite would create it with the mode of any other new file.
                FileMode.create(copy, database);
            }
            copy(copy, progress, deadline);
            if (verify) {
                verify(copy, wanted, deadline);
            }
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        } catch (BackupException known) {
            throw known;
        } catch (IOException | SQLException failure) {
            String reason = String.valueOf(failure.getMessage());
            throw BackupException.of(poolName, wanted, reason, "Fix the cause and try again.", failure);
        } finally {
            remove(copy);
        }
    }

    private void check(Path file, String wanted) throws BackupException {
        WrongPlace wrong = WrongPlace.of(file);
        if (wrong != null && wrong.holdsNoFile()) {
            throw BackupException.of(poolName, wanted, wrong.problem(file), wrong.fix(), null);
        }
        Path database = source.file();
        FileKey there = FileKey.ofExisting(file);
        if (database != null && there != null && there.isAt(database)) {
            throw BackupException.of(poolName, wanted, "it is the database itself", "Name another file.", null);
        }
        for (Companion companion : Companion.values()) {
            Path beside = companion.of(file);
            if (Files.exists(beside)) {
                throw BackupException.of(
                        poolName,
                        wanted,
                        "\"" + beside + "\" shows that it is a database in use or one left by a crash",
                        "Name another file.",
                        null);
            }
        }
    }

    private void copy(Path copy, Progress progress, Deadline deadline) throws SQLException {
        PhysicalConnection connection = source.openBeside(deadline);
        try {
            long total = number(connection, "page_count") * number(connection, "page_size");
            try (CopySize watch = CopySize.watch(copy, bytes -> progress.copied(bytes, Math.max(bytes, total)))) {
                DatabaseCopy.write(connection, copy);
            }
        } finally {
            connection.close();
        }
    }

    private static long number(PhysicalConnection connection, String pragma) throws SQLException {
        String value = connection.pragmas().read(pragma);
        return value == null ? 0 : Long.parseLong(value);
    }

    private void verify(Path copy, String wanted, Deadline deadline) throws SQLException {
        List<String> problems = CopyCheck.problems(source, copy, IntegrityCheck.QUICK, deadline);
        if (!problems.isEmpty()) {
            throw BackupException.of(
                    poolName,
                    wanted,
                    "the copy is damaged: " + problems.get(0),
                    "Check the database itself with PRAGMA integrity_check.",
                    null);
        }
    }

    // SQLite has synced the copy; the new name is in the folder.
    private static void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notPossibleHere) {
            // Windows opens no folders, and needs none to be synced.
        }
    }

    private static void remove(Path copy) {
        for (Path file : Stream.concat(Stream.of(copy), Companion.allOf(copy)).toList()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException unimportant) {
                // A left-over has a name that tells what it is.
            }
        }
    }
}
