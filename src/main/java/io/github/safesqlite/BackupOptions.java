// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

/**
 * Options of a backup. Immutable.
 *
 * @param verify whether the copy is checked ({@code PRAGMA quick_check}) before it gets its name
 * @param progress is told how far the copy has come
 */
public record BackupOptions(boolean verify, Progress progress) {
    /** Receives the progress of a backup. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called about ten times a second on a thread of the library, and once at the end. Exceptions are ignored.
         *
         * @param bytes size of the copy so far
         * @param totalBytes the expected total size, approximately
         */
        void copied(long bytes, long totalBytes);
    }

    private static final BackupOptions DEFAULTS = new BackupOptions(true, (bytes, totalBytes) -> {});

    /** With verification and without progress reports. */
    public static BackupOptions defaults() {
        return DEFAULTS;
    }

    /** Returns the same options with progress reports to {@code listener}. */
    public BackupOptions withProgress(Progress listener) {
        return new BackupOptions(verify, listener);
    }

    /** Returns the same options with or without verification. */
    public BackupOptions withVerification(boolean wanted) {
        return new BackupOptions(wanted, progress);
    }
}
