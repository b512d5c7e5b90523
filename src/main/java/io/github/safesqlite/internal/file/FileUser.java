// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** One DataSource on a file. */
public interface FileUser {
    /** Whether it goes on with another file that takes the place of this one. */
    boolean reopens();

    /** How long a look at the file counts. */
    Duration checkInterval();

    /** Closes the connections that nobody uses, each after it has emptied its log, and those in use when they are given back. */
    void leaveOldFile();

    /** The next connection opens the new file. */
    void reopened(Path oldPath, Path newPath) throws SQLException;
}
