// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.path.Companion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A file that has taken the place of an open one. Immutable.
 *
 * @param sinceNanos when it was first seen
 */
record NewFile(Path realPath, FileKey key, long sinceNanos) {
    /** A file that was written to so short ago may be one that is still being copied. */
    private static final long SETTLED_MILLIS = 100;

    /** From then on it is taken as it is: it may be one that someone writes to all the time, or a new one that is empty. */
    private static final long LONGEST_COPY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * Whether it can be opened.
     *
     * @param noWriter whether nobody writes to the old file, whose rollback journal would be taken for that of this one
     */
    boolean isReady(long nowNanos, boolean noWriter) {
        return (noWriter || !Files.exists(Companion.JOURNAL.of(realPath)))
                && (isSettled() || nowNanos - sinceNanos >= LONGEST_COPY_NANOS);
    }

    private boolean isSettled() {
        try {
            BasicFileAttributes now = Files.readAttributes(realPath, BasicFileAttributes.class);
            long age = System.currentTimeMillis() - now.lastModifiedTime().toMillis();
            return now.size() > 0 && age >= SETTLED_MILLIS;
        } catch (IOException goneAgain) {
            return false;
        }
    }
}
