// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the type of the file system that a folder is on, such as {@code ext4}. Safe for use by multiple threads. */
@FunctionalInterface
interface FileSystemType {
    /** As the JDK tells it; for each folder once, as it reads for that all that is mounted. */
    FileSystemType INSTALLED = remembering(folder -> Files.getFileStore(folder).type());

    /** The type. */
    String of(Path folder) throws IOException;

    /** The same, but each folder is asked for once while it is the same one: what is mounted over it is another. */
    static FileSystemType remembering(FileSystemType source) {
        return new Remembering(source);
    }

    /** Asks once. */
    final class Remembering implements FileSystemType {
        private static final int MOST = 1_000;

        private final FileSystemType source;
        private final Map<FileKey, String> known = new ConcurrentHashMap<>();

        private Remembering(FileSystemType source) {
            this.source = source;
        }

        @Override
        public String of(Path folder) throws IOException {
            FileKey key = FileKey.ofExisting(folder);
            String type = key == null ? null : known.get(key);
            if (type == null) {
                type = source.of(folder);
                if (key != null && known.size() < MOST) {
                    known.put(key, type);
                }
            }
            return type;
        }
    }
}
