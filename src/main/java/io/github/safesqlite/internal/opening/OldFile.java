// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.FilePlace;
import io.github.safesqlite.internal.log.Log;
import java.sql.SQLException;

/** The end of a connection to a file that was replaced. Stateless. */
public final class OldFile {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private OldFile() {}

    /**
     * Copies the log into the file, which may have been kept under another name. SQLite does that at the last close only as long as
     * the file has the name by which it was opened. Needs no gate: nothing is committed to that file any more, see
     * {@link FilePlace#requireStored}. Can't throw.
     */
    public static void emptyLog(PhysicalConnection connection) {
        try {
            connection.driver().getDatabase()._exec("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException unimportant) {
            log.atDebug()
                    .addKeyValue("connection", connection.id())
                    .setCause(unimportant)
                    .log("connection #{} left the log of a file that was replaced as it is", connection.id());
        }
    }
}
