// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.io.IOException;
import java.nio.file.Path;

/** The write-ahead log of a database, open to be forced to the disk. */
interface LogForce {
    /** Opens one. */
    @FunctionalInterface
    interface Opener {
        /** Opens the log at that path. */
        LogForce open(Path log) throws IOException;
    }

    /** Whether the path names this log. */
    boolean isAt(Path path);

    /** Returns when all that was written to the log before is on the disk. After a failure it must not be called again. */
    void force() throws IOException;

    /** Closes it. Can't throw. */
    void close();
}
