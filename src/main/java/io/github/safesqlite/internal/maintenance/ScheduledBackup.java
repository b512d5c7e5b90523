// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.internal.backup.Backup;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.pool.Deadlines;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Backups of one database under names that tell when they were made, such as {@code app-20260131T235959Z.db}. Only files of
 * such names, for this database, are ever removed, and only after a new backup is complete. Used by one thread at a time.
 */
final class ScheduledBackup {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String STAMP_PATTERN = "\\d{8}T\\d{6}Z";

    private final MaintenanceUser user;
    private final Path directory;
    private final Clock clock;
    private final Ticker ticker;
    private final String before;
    private final String after;
    private final Pattern complete;
    private final Pattern leftOver;

    ScheduledBackup(MaintenanceUser user, Path directory, Clock clock, Ticker ticker) {
        this.user = user;
        this.directory = directory;
        this.clock = clock;
        this.ticker = ticker;
        String database = nameOf(user);
        int dot = database.lastIndexOf('.');
        int end = dot > 0 ? dot : database.length();
        this.before = database.substring(0, end) + "-";
        this.after = database.substring(end);
        String name = Pattern.quote(before) + STAMP_PATTERN + Pattern.quote(after);
        this.complete = Pattern.compile(name);
        this.leftOver = Pattern.compile("\\." + name + "\\..+\\.part(-journal|-wal|-shm)?");
    }

    private static String nameOf(MaintenanceUser user) {
        Path file = user.source().file();
        return file == null ? "memory" : FilePaths.lastName(file);
    }

    void run() throws SQLException, IOException {
        // Nobody else makes backups of this database now: these are of a process that was killed.
        remove(matching(leftOver));
        Path target = FilePaths.in(directory, before + STAMP.format(clock.instant()) + after);
        Deadline deadline = Deadlines.connection(user.config(), ticker);
        new Backup(user.config().poolName(), user.source()).write(target, true, (bytes, total) -> {}, deadline);
        List<Path> backups = matching(complete);
        int surplus = backups.size() - user.config().maintenance().backupRetention();
        remove(backups.subList(0, Math.max(0, surplus)));
    }

    /** Oldest first. */
    private List<Path> matching(Pattern name) throws IOException {
        if (!Files.isDirectory(directory)) {
            // The backup says so better.
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> name.matcher(FilePaths.lastName(file)).matches())
                    .sorted(Comparator.comparing(file -> FilePaths.lastName(file)))
                    .toList();
        }
    }

    private static void remove(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
