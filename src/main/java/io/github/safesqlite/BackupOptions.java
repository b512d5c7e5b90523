// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

/**
 * How a backup is made. Immutable.
 *
 * @param verify whether the copy is checked ({@code PRAGMA quick_check}) before it gets its name
 * @param progress hears how far it has come
 */
public record BackupOptions(boolean verify, BackupProgress progress) {
    private static final BackupOptions DEFAULTS = new BackupOptions(true, (bytes, totalBytes) -> {});

    /** With verification, telling nobody. */
    public static BackupOptions defaults() {
        return DEFAULTS;
    }

    /** The same, telling {@code listener}. */
    public BackupOptions withProgress(BackupProgress listener) {
        return new BackupOptions(verify, listener);
    }

    /** The same, with or without verification. */
    public BackupOptions withVerification(boolean wanted) {
        return new BackupOptions(wanted, progress);
    }
}
