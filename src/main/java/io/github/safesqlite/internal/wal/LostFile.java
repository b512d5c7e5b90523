// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.internal.file.FilePlace;
import io.github.safesqlite.internal.log.Log;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done while a file has lost its name and no other file can take its place. Used by one thread. */
final class LostFile {
    private static final Log log = Log.named("io.github.safesqlite.wal");

    private final Path database;
    private final WalFile wal;
    private final Checkpointer checkpointer;
    private boolean lost;

    LostFile(Path database, WalFile wal, Checkpointer checkpointer) {
        this.database = database;
        this.wal = wal;
        this.checkpointer = checkpointer;
    }

    /**
     * Whether the file still has its name.
     *
     * @param emptying empties the log of a file that is lost, or null if nobody can
     */
    // In WAL mode SQLite itself goes on writing to a file that has no name any more, and its log to one that may be
    // another's.
    boolean check(List<WalUser> users, @Nullable WalUser emptying) {
        List<FilePlace> places =
                users.stream().map(user -> user.source().place()).toList();
        boolean inPlace = places.stream().allMatch(FilePlace::isInPlace);
        if (!inPlace && places.stream().anyMatch(FilePlace::isArriving)) {
            return false;
        }
        if (!inPlace) {
            emptyLog(emptying);
        }
        if (inPlace == lost) {
            lost = !inPlace;
            tell();
        }
        if (inPlace) {
            wal.follow(users);
        }
        return inPlace;
    }

    private void tell() {
        if (lost) {
            log.atError()
                    .addKeyValue("file", database)
                    .log(
                            "The database \"{}\" was deleted, moved or replaced while it was open. Reads and writes are refused"
                                    + " until that file is back.",
                            database);
        } else {
            log.atInfo().addKeyValue("file", database).log("The database \"{}\" is back; work continues.", database);
        }
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
