// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.time.Duration;

/**
 * When the library moves the write-ahead log back into the database file. Immutable.
 *
 * @param enabled false leaves every checkpoint to another program, such as Litestream: the library issues none, and
 *     {@code wal_autocheckpoint} is set to 0 unless it is configured
 * @param interval the interval between checks of the log
 * @param walSoftLimit the size of the {@code -wal} file, in bytes, above which the log is truncated as soon as no reader pins it
 * @param walHardLimit the size above which writers are held up for a moment, so that readers cannot overlap for ever
 */
public record CheckpointConfig(boolean enabled, Duration interval, long walSoftLimit, long walHardLimit) {}
