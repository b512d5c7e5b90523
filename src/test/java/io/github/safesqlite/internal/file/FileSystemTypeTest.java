// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemTypeTest {
    @TempDir
    Path folder;

    private final List<Path> asked = new ArrayList<>();
    private final FileSystemType type = FileSystemType.remembering(where -> {
        asked.add(where);
        return "type of " + where.getFileName();
    });

    @Test
    void eachFolderIsAskedForOnce() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        String answer = type.of(folder);
        assertEquals(answer, type.of(folder));
        assertEquals(answer, type.of(other.resolve("..")), "another name");
        assertEquals("type of other", type.of(other));
        assertEquals(List.of(folder, other), asked);
    }

    /** As when something is mounted over it. */
    @Test
    void folderThatTookThePlaceOfAnotherIsAskedForAgain() throws IOException {
        Path place = Files.createDirectory(folder.resolve("place"));
        type.of(place);
        Files.move(place, folder.resolve("before"));
        Files.createDirectory(place);
        type.of(place);
        assertEquals(List.of(place, place), asked);
    }

    @Test
    void failureIsNotRemembered() throws IOException {
        FileSystemType failing = FileSystemType.remembering(where -> {
            asked.add(where);
            if (asked.size() == 1) {
                throw new IOException("busy");
            }
            return "ext4";
        });
        assertThrows(IOException.class, () -> failing.of(folder));
        assertEquals("ext4", failing.of(folder));
    }

    @Test
    void folderThatDoesNotExistIsNotRemembered() throws IOException {
        Path absent = folder.resolve("absent");
        type.of(absent);
        type.of(absent);
        assertEquals(List.of(absent, absent), asked);
    }
}
