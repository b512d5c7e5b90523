// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How often the library runs each maintenance task. Immutable.
 *
 * @param optimizeInterval between two runs of {@code PRAGMA optimize}; empty if off, like each of the others
 * @param vacuumInterval between two runs of {@code PRAGMA incremental_vacuum}
 * @param checkInterval between two runs of {@code PRAGMA quick_check}
 * @param walTruncateInterval between two times that the {@code -wal} file is emptied
 * @param backupDirectory where backups go; empty if none are made
 * @param backupInterval between two backups
 * @param backupRetention how many of them are kept, at least 1
 * @param timeout the longest run of a task, except a backup
 */
public record MaintenanceConfig(
        Optional<Duration> optimizeInterval,
        Optional<Duration> vacuumInterval,
        Optional<Duration> checkInterval,
        Optional<Duration> walTruncateInterval,
        Optional<Path> backupDirectory,
        Duration backupInterval,
        int backupRetention,
        Duration timeout) {}
