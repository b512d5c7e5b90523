// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

/**
 * How a backup is made. Immutable.
 *
 * @param verify whether the copy is checked ({@code PRAGMA quick_check}) before it gets its name
 * @param progress hears how far it has come
 */
public record BackupOptions(boolean verify, Progress progress) {
    /** Hears how far a backup has come. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called about ten times a second, on a thread of the library, and once at the end. What it throws is ignored.
         *
         * @param bytes size of the copy so far
         * @param totalBytes size that it will have, about
         */
        void copied(long bytes, long totalBytes);
    }

    private static final BackupOptions DEFAULTS = new BackupOptions(true, (bytes, totalBytes) -> {});

    /** With verification, telling nobody. */
    public static BackupOptions defaults() {
        return DEFAULTS;
    }

    /** The same, telling {@code listener}. */
    public BackupOptions withProgress(Progress listener) {
        return new BackupOptions(verify, listener);
    }

    /** The same, with or without verification. */
    public BackupOptions withVerification(boolean wanted) {
        return new BackupOptions(wanted, progress);
    }
}
