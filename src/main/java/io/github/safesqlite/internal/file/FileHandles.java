// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;

/**
 * Whether the process can open files. SQLite reports SQLITE_CANTOPEN both for a file without permission and for a process that
 * has reached its limit of open files, so a readable directory is opened and closed again. Stateless.
 */
public final class FileHandles {
    /** SQLite needs one for each of a database, its log, the index of that and a journal. */
    private static final int WANTED = 4;

    private FileHandles() {}

    /** Whether {@code failure} can be explained by it that there are no file handles left just now. */
    public static boolean explain(SQLException failure) {
        int code = SqliteErrors.primaryCode(failure);
        return (code == VendorCode.CANTOPEN || code == VendorCode.IOERR) && !canOpen(WANTED);
    }

    private static boolean canOpen(int count) {
        if (count == 0) {
            return true;
        }
        try (Stream<Path> directory = Files.list(Path.of(System.getProperty("java.home")))) {
            return directory != null && canOpen(count - 1);
        } catch (FileSystemException failure) {
            // The subclasses are for what has other reasons.
            return failure.getClass() != FileSystemException.class;
        } catch (IOException other) {
            return true;
        }
    }
}
