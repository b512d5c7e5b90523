// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.internal.gate.FileKey;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.log.Log;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whether the file that was opened is still where it was. Used by one thread, except {@link #isLost}. */
final class FilePlace {
    private static final Log log = Log.named("io.github.safesqlite.wal");

    private final Path database;
    private final FileKey identity;
    private final WriteGate gate;
    private final WalFile wal;
    private final Checkpointer checkpointer;
    private volatile boolean lost;

    FilePlace(Path database, WriteGate gate, WalFile wal, Checkpointer checkpointer) {
        this.database = database;
        this.identity = FileKey.of(database);
        this.gate = gate;
        this.wal = wal;
        this.checkpointer = checkpointer;
    }

    /** Whether the file had lost its name when it was last looked at. */
    boolean isLost() {
        return lost;
    }

    /**
     * Looks whether the file still has its name, and refuses writes while it has not.
     *
     * @param user empties the log of a file that is lost, or null if nobody can
     */
    // In WAL mode SQLite itself goes on writing to a file that has no name any more, and its log to one that may be
    // another's.
    boolean check(@Nullable WalUser user) {
        boolean inPlace = FileKey.of(database).equals(identity);
        if (!inPlace) {
            emptyLog(user);
        }
        if (inPlace == lost) {
            lost = !inPlace;
            gate.refuse(inPlace ? null : poolName -> DatabaseGoneException.of(poolName, database.toString()));
            if (lost) {
                log.atError()
                        .addKeyValue("file", database)
                        .log(
                                "The database \"{}\" was deleted, moved or replaced while it was open. Writes are refused until that file"
                                        + " is back.",
                                database);
            } else {
                log.atInfo().addKeyValue("file", database).log("The database \"{}\" is back; writes go on.", database);
            }
        }
        if (!inPlace) {
            // Once more: now that nobody enters the gate, nothing comes after it.
            emptyLog(user);
        }
        return inPlace;
    }

    // The log that stays behind would be taken for that of the next file of this name: also if checkpoints are off.
    private void emptyLog(@Nullable WalUser user) {
        if (user != null && wal.bytes() > 0) {
            try {
                checkpointer.empty(user);
            } catch (SQLException later) {
                // Every connection is in use, and none can be opened any more: at the next look.
                log.atDebug()
                        .addKeyValue("file", wal)
                        .setCause(later)
                        .log("The write-ahead log {} is not empty yet", wal);
            }
        }
    }
}
