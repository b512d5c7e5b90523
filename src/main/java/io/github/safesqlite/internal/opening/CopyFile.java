// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.path.Companion;
import io.github.safesqlite.internal.path.FilePaths;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of a database, under the name by which SQLite only reads it. Immutable.
 *
 * @param name a path, or a URI
 */
public record CopyFile(String name) {
    /**
     * The copy at {@code path}. If nobody uses it, nothing is created beside it either: SQLite takes no locks and looks for no log
     * then (sqlite.org/uri.html#uriimmutable).
     */
    public static CopyFile at(Path path) {
        return new CopyFile(inUse(path) ? opened(path, "mode=ro") : opened(path, "immutable=1"));
    }

    /** Whether someone has it open, or died while he had. */
    private static boolean inUse(Path path) {
        Path real = FileKey.realPath(path);
        return SharedFiles.isInUse(FileKey.of(path)) || Companion.allOf(real).anyMatch(Files::exists);
    }

    private static String opened(Path path, String parameter) {
        // A path of Windows on another machine cannot be written as a URI that SQLite reads.
        return path.toUri().getAuthority() == null ? path.toUri() + "?" + parameter : FilePaths.name(path);
    }
}
