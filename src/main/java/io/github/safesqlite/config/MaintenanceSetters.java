// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The typed setters of the builder for what is done to the file from time to time.
 *
 * @param <B> the builder
 */
abstract sealed class MaintenanceSetters<B> extends OptionSetters<B> permits CodeSetters {
    MaintenanceSetters(ConfigDraft draft) {
        super(draft);
    }

    /** How often {@code PRAGMA optimize} runs. Default 1 day. */
    public B optimizeInterval(Duration interval) {
        return set(Options.OPTIMIZE_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code optimizeInterval} off. */
    public B optimizeIntervalOff() {
        return set(Options.OPTIMIZE_INTERVAL, Optional.empty());
    }

    /** How often free pages are given back to the file system. Default off. */
    public B vacuumInterval(Duration interval) {
        return set(Options.VACUUM_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code vacuumInterval} off. */
    public B vacuumIntervalOff() {
        return set(Options.VACUUM_INTERVAL, Optional.empty());
    }

    /** How often {@code PRAGMA quick_check} looks for damage. Default off. */
    public B checkInterval(Duration interval) {
        return set(Options.CHECK_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code checkInterval} off. */
    public B checkIntervalOff() {
        return set(Options.CHECK_INTERVAL, Optional.empty());
    }

    /** How often the {@code -wal} file is emptied. Default off. */
    public B walTruncateInterval(Duration interval) {
        return set(Options.WAL_TRUNCATE_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code walTruncateInterval} off. */
    public B walTruncateIntervalOff() {
        return set(Options.WAL_TRUNCATE_INTERVAL, Optional.empty());
    }

    /** Where scheduled backups go. Default off. */
    public B backupDirectory(Path directory) {
        return set(Options.BACKUP_DIRECTORY, Optional.of(directory));
    }

    /** Switches {@code backupDirectory}, and with it scheduled backups, off. */
    public B backupDirectoryOff() {
        return set(Options.BACKUP_DIRECTORY, Optional.empty());
    }

    /** How often a backup is made, if there is a {@code backupDirectory}. Default 1 day. */
    public B backupInterval(Duration interval) {
        return set(Options.BACKUP_INTERVAL, interval);
    }

    /** How many scheduled backups are kept, at least 1. Default 7. */
    public B backupRetention(int count) {
        return set(Options.BACKUP_RETENTION, count);
    }

    /** The longest run of a maintenance task, except a backup. Default 1 min. */
    public B maintenanceTimeout(Duration limit) {
        return set(Options.MAINTENANCE_TIMEOUT, limit);
    }
}
