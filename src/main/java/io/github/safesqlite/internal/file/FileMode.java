// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** The permissions of the files that this library creates for a database: whoever may not read that may not read these. Stateless. */
public final class FileMode {
    private FileMode() {}

    /**
     * Creates an empty file that only those may use who may use the database, and its owner, unless there is a file already. Where
     * there are no such permissions it does nothing. Whether it was created here.
     */
    public static boolean create(Path file, Path database) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        Set<PosixFilePermission> mode = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (Files.exists(database)) {
            mode.addAll(Files.getPosixFilePermissions(database));
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
            return true;
        } catch (FileAlreadyExistsException byAnother) {
            return false;
        }
    }

    /** Gives a file the permissions of the database; whether that was possible. */
    public static boolean copy(Path database, Path file) {
        try {
            Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(database));
            return true;
        } catch (IOException | UnsupportedOperationException notOurs) {
            return false;
        }
    }
}
