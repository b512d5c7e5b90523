// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.file.NetworkCheck;
import java.nio.file.Path;

/** Whether commits to a file may share a sync. Stateless. */
final class SharedSync {
    /** By this a device says whether a torn write can damage what is beside it; then SQLite fills the log up before each sync. */
    private static final String POWERSAFE_OVERWRITE = "psow=";

    private SharedSync() {}

    /** Whether that is wanted, and possible as far as the file system tells. */
    static boolean isPossible(SqliteConfig config, Path file) {
        return config.sharedSync()
                && !config.readOnly()
                && !config.file().contains(POWERSAFE_OVERWRITE)
                && !NetworkCheck.isOnNetwork(file);
    }
}
