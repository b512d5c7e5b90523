// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

/** Hears how far a backup has come. */
@FunctionalInterface
public interface BackupProgress {
    /**
     * Called about ten times a second, on a thread of the library, and once at the end. What it throws is ignored.
     *
     * @param bytes size of the copy so far
     * @param totalBytes size that it will have, about
     */
    void copied(long bytes, long totalBytes);
}
