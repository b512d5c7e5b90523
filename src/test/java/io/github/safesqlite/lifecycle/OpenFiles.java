// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What this process has open, as Linux tells it. */
public final class OpenFiles {
    private OpenFiles() {}

    /** The names of the open files in a folder and below; a file that is open twice is there twice. */
    public static List<String> in(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            for (Path handle : (Iterable<Path>) handles::iterator) {
                try {
                    Path file = Files.readSymbolicLink(handle);
                    if (file.startsWith(folder)) {
                        names.add(file.getFileName().toString());
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    // Not open any more.
                }
            }
        }
        return names;
    }
}
