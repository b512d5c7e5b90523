// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What makes two database names the same database: the identity of the file, or the name of a database in memory.
 * Immutable and thread-safe.
 *
 * <p>Symbolic and hard links to one file have equal keys; a file that replaced another has a different one. A file that does
 * not exist yet is known by its path, and {@link SharedFiles} finds out later which file it became. Files are only looked at
 * (stat), never opened: closing the main database file in Java would drop the locks that SQLite holds on it in this process.
 */
public final class FileKey {
    private static final int MOST_LINKS = 40;

    private final Object identity;
    private final @Nullable Path absent;

    private FileKey(Object identity, @Nullable Path absent) {
        this.identity = identity;
        this.absent = absent;
    }

    /** The key of {@code file} as it is now: device and inode, or the real path where the file system has no such thing. */
    public static FileKey of(Path file) {
        FileKey existing = ofExisting(file);
        return existing != null ? existing : absent(file);
    }

    /** The key of a database in memory, shared by all that use {@code name}. */
    public static FileKey memory(String name) {
        return new FileKey("memory:" + name, null);
    }

    /** The path that stands for a file that did not exist when this key was made, or null. */
    @Nullable
    Path absentPath() {
        return absent;
    }

    /** The key of a file that exists, or null. */
    public static @Nullable FileKey ofExisting(Path file) {
        try {
            Object fileKey =
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return new FileKey(fileKey != null ? fileKey : file.toRealPath(), null);
        } catch (IOException noSuchFile) {
            return null;
        }
    }

    /** Whether the file that has that name now is this one. */
    public boolean isAt(Path file) {
        return equals(ofExisting(file));
    }

    /** {@code file} without links, which SQLite does away with too: it puts the {@code -wal} file beside the real one. */
    public static Path realPath(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException noSuchFile) {
            return withoutLinks(file);
        }
    }

    private static FileKey absent(Path file) {
        Path path = withoutLinks(file);
        return new FileKey(path, path);
    }

    private static Path withoutLinks(Path file) {
        Path target = file.toAbsolutePath();
        try {
            // SQLite creates the file that a dangling link names.
            for (int links = 0; Files.isSymbolicLink(target) && links < MOST_LINKS; links++) {
                target = target.resolveSibling(Files.readSymbolicLink(target));
            }
            Path folder = target.getParent();
            Path name = target.getFileName();
            if (folder != null && name != null) {
                target = folder.toRealPath().resolve(name);
            }
        } catch (IOException noSuchFolder) {
            // The open will fail and say why; until then the path as given will do.
        }
        return target.normalize();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileKey key && key.identity.equals(identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    @Override
    public String toString() {
        return identity.toString();
    }
}
