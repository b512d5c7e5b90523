// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.file.FileHandles;
import io.github.safesqlite.internal.file.WritePermission;
import io.github.safesqlite.internal.path.WrongPlace;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Explains why a database cannot be opened. Inspects files only with a stat. Thread-safe. */
final class OpenFailures {
    private static final String EXISTING_ONLY = "file:.*[?&]mode=rw(&.*)?";

    private final SqliteConfig config;
    private final @Nullable Path file;

    OpenFailures(SqliteConfig config) {
        this.config = config;
        this.file = config.path().map(Path::toAbsolutePath).orElse(null);
    }

    /**
     * Whether the open would create the file.
     *
     * @throws OpenFailedException if the place cannot hold a database
     */
    boolean checkPlace() throws OpenFailedException {
        if (file == null || Files.isRegularFile(file)) {
            return false;
        }
        OpenFailedException reason = wrongPlace(null);
        if (reason != null) {
            throw reason;
        }
        return Files.notExists(file);
    }

    /** The failure to report for {@code failure}: itself, unless it is known that trying again cannot help. */
    SQLException explain(SQLException failure) {
        if (failure instanceof OpenFailedException || failure instanceof StorageException) {
            return failure;
        }
        String name = file == null ? config.file() : file.toString();
        if (FileHandles.explain(failure)) {
            return StorageException.handles(config.poolName(), name, failure);
        }
        ReadOnlyFile inTheWay = ReadOnlyFile.of(config, file, failure);
        if (file != null && inTheWay != null) {
            return failed(inTheWay.problem(file), inTheWay.fix(), failure);
        }
        switch (SqliteErrors.primaryCode(failure)) {
            case VendorCode.NOTADB:
                return failed(
                        "the file is not a SQLite database, or it is encrypted",
                        "Name another file, or restore it from a backup.",
                        failure);
            case VendorCode.CORRUPT:
                return failed(
                        "the database is corrupt, or the disk could not be read",
                        "Check the disk and the system log; if the database is damaged, restore it from a backup, or try"
                                + " the .recover command.",
                        failure);
            case VendorCode.FULL:
                return StorageException.full(config.poolName(), name, failure);
            case VendorCode.IOERR:
            case VendorCode.PROTOCOL:
                return StorageException.failing(config.poolName(), name, failure);
            case VendorCode.READONLY:
                String missing = file == null ? "" : WritePermission.missing(file);
                return failed(
                        missing.isEmpty() ? "the file or its directory cannot be written" : missing,
                        config.readOnly()
                                ? "Make both writable."
                                : "Make both writable, or " + ReadOnlyFile.ADVICE + ".",
                        failure);
            case VendorCode.CANTOPEN:
                OpenFailedException reason = wrongPlace(failure);
                return reason != null
                        ? reason
                        : failed(
                                "SQLite cannot open the file or its journal",
                                "Check the permissions of the file and of its directory, the disk and the system log.",
                                failure);
            default:
                return failure;
        }
    }

    private @Nullable OpenFailedException wrongPlace(@Nullable SQLException cause) {
        if (file == null) {
            return null;
        }
        WrongPlace wrong = WrongPlace.of(file);
        if (wrong != null && wrong != WrongPlace.UNWRITABLE_FOLDER) {
            return failed(wrong.problem(file), wrong.fix(), cause);
        }
        if (cause != null
                && Files.notExists(file)
                && (config.readOnly() || config.file().matches(EXISTING_ONLY))) {
            return failed(
                    "the file does not exist and may not be created",
                    "Create it first, or remove " + (config.readOnly() ? ReadOnlyFile.optionOf(config) : "mode=rw")
                            + ".",
                    cause);
        }
        if (wrong != null && !config.readOnly()) {
            return failed(wrong.problem(file), "Make it writable, or " + ReadOnlyFile.ADVICE + ".", cause);
        }
        return null;
    }

    private OpenFailedException failed(String problem, String fix, @Nullable SQLException cause) {
        int code = cause == null ? VendorCode.CANTOPEN : SqliteErrors.primaryCode(cause);
        String name = file == null ? config.file() : file.toString();
        return OpenFailedException.of(config.poolName(), name, problem, fix, code, cause);
    }
}
