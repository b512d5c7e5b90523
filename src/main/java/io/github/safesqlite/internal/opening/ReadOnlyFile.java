// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.path.Companion;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Explains why a database cannot be read without writing to it first. Inspects files only with a stat. */
public enum ReadOnlyFile {
    /** A crash has left a transaction by half. */
    HOT_JOURNAL(
            "a crash left half of a transaction in it, which SQLite must roll back from \"%s-journal\" before"
                    + " anyone can read, and that needs write permission",
            "Open it once for writing, as a user who may write to the file, its journal and their directory. immutable=1 would ignore the journal and read that half-finished transaction."),
    /** The write-ahead log holds transactions, and the index to it is missing. */
    LOG(
            "\"%s-wal\" holds transactions, and to read them SQLite must write an index, \"%1$s-shm\", beside it",
            "Open it once for writing, as a user who may write to the file and its directory, which empties the log on close; or, if"
                    + " nobody writes to it, open it with immutable=1, which ignores what is in the log."),
    /** The file is in WAL mode, and is closed. */
    WAL_MODE(
            "it is in WAL mode, for which SQLite must create \"%s-wal\" and \"%1$s-shm\" beside it, and the directory"
                    + " cannot be written",
            "Open it with immutable=1 (file:NAME?immutable=1) if nobody writes to it; or open it once for"
                    + " writing with"
                    + " journal_mode=DELETE, as a user who may write to the file and its directory.");

    /** Why a file that may not be written to is not simply read, for one that was to be written. */
    static final String ADVICE =
            "open it read-only: with open_mode=1, or with immutable=1 if it is in WAL mode and nobody writes"
                    + " to it";

    private static final int READONLY_RECOVERY = 264;
    private static final int READONLY_ROLLBACK = 776;
    private static final int READONLY_CANTINIT = 1288;
    private static final int READONLY_DIRECTORY = 1544;

    private final String problem;
    private final String fix;

    ReadOnlyFile(String problem, String fix) {
        this.problem = problem;
        this.fix = fix;
    }

    /** What is in the way of reading, or null if it is not that. */
    public static @Nullable ReadOnlyFile of(SqliteConfig config, @Nullable Path file, SQLException failure) {
        if (file == null || isImmutable(config)) {
            return null;
        }
        return switch (SqliteErrors.extendedCode(failure)) {
            case READONLY_ROLLBACK -> HOT_JOURNAL;
            case READONLY_RECOVERY, READONLY_CANTINIT -> LOG;
            case READONLY_DIRECTORY -> config.readOnly() ? WAL_MODE : null;
            case SqliteErrors.CANTOPEN -> config.readOnly() && needsIndex(file) ? LOG : null;
            default -> null;
        };
    }

    private static boolean needsIndex(Path file) {
        return Files.isReadable(file)
                && Files.exists(Companion.LOG.of(file))
                && Files.notExists(Companion.INDEX.of(file));
    }

    /** The option by which a database was opened for reading only. */
    public static String optionOf(SqliteConfig config) {
        if (isImmutable(config)) {
            return "immutable=1";
        }
        return config.driverProperties().containsKey("open_mode") ? "open_mode=1" : "mode=ro";
    }

    private static boolean isImmutable(SqliteConfig config) {
        return config.file().matches("(?s)file:.*[?&]immutable=1(&.*)?");
    }

    /** What is wrong, as part of a sentence. */
    public String problem(Path file) {
        return problem.formatted(FilePaths.name(file));
    }

    /** What to do, as sentences. */
    public String fix() {
        return fix;
    }
}
