// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.path.Companion;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.StringJoiner;

/** Which files of a database this process may write, as far as a stat shows. Stateless. */
public final class WritePermission {
    private WritePermission() {}

    /** The files and the directory that have to be writable and are not, and for whom, as words; empty if there are none. */
    public static String missing(Path file) {
        Path real = FileKey.realPath(file);
        var names = new StringJoiner(", ", "", " cannot be written by user " + System.getProperty("user.name"));
        names.setEmptyValue("");
        if (isRefused(real)) {
            names.add("\"" + real + "\"");
        }
        Companion.allOf(real).filter(WritePermission::isRefused).forEach(path -> names.add("\"" + path + "\""));
        Path folder = real.getParent();
        if (folder != null && isRefused(folder)) {
            names.add("directory \"" + folder + "\"");
        }
        return names.toString();
    }

    /**
     * Whether the file and those beside it, if they exist, can be written. SQLite creates those with the permissions that the
     * database has at that moment, and leaves them so; if the database got its own back, they get the same here.
     */
    public static boolean ofFiles(Path file) {
        Path real = FileKey.realPath(file);
        return !isRefused(real)
                && Companion.allOf(real).filter(WritePermission::isRefused).allMatch(path -> copied(real, path));
    }

    private static boolean copied(Path database, Path beside) {
        if (!Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return FileMode.copy(database, beside) && Files.isWritable(beside);
    }

    private static boolean isRefused(Path path) {
        return !Files.isWritable(path) && Files.exists(path);
    }
}
