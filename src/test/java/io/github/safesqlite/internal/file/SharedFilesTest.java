// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.gate.WriteGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFilesTest {
    @TempDir
    Path folder;

    private final List<SharedFile> acquired = new ArrayList<>();
    private Path file;
    private int inUseBefore;

    @BeforeEach
    void createFile() throws Exception {
        inUseBefore = SharedFiles.inUse();
        file = Files.writeString(folder.resolve("app.db"), "not opened by the tests");
    }

    @AfterEach
    void everyGateIsForgottenAfterItsLastRelease() {
        acquired.forEach(SharedFiles::release);
        // What tests before this one have closed may be released meanwhile.
        assertTrue(SharedFiles.inUse() <= inUseBefore, () -> SharedFiles.inUse() + " are in use, not " + inUseBefore);
    }

    @Test
    void everyNameOfOneFileGivesTheSameGate() throws Exception {
        Files.createDirectory(folder.resolve("sub"));
        Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic.db"), file);
        Path hard = Files.createLink(folder.resolve("hard.db"), file);
        WriteGate gate = gateOf(file);
        assertSame(gate, gateOf(symbolic));
        assertSame(gate, gateOf(hard));
        assertSame(gate, gateOf(folder.resolve("sub/../app.db")));
        assertSame(gate, gateOf(Path.of("").toAbsolutePath().relativize(file.toAbsolutePath())));
    }

    @Test
    void otherFileHasAnotherGate() throws Exception {
        Path other = Files.writeString(folder.resolve("other.db"), "");
        assertNotSame(gateOf(file), gateOf(other));
    }

    @Test
    void fileThatReplacedAnotherHasAnotherKey() throws Exception {
        FileKey before = FileKey.of(file);
        Path replacement = Files.writeString(folder.resolve("new.db"), "");
        Files.move(replacement, file, StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(before, FileKey.of(file));
    }

    @Test
    void fileThatIsCreatedLaterKeepsItsGate() throws Exception {
        Path later = folder.resolve("later.db");
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling.db"), Path.of("later.db"));
        WriteGate gate = gateOf(later);
        assertSame(gate, gateOf(dangling));
        Files.writeString(later, "");
        assertSame(gate, gateOf(later));
        assertSame(gate, gateOf(dangling));
        assertSame(gate, gateOf(Files.createLink(folder.resolve("hard.db"), later)));
    }

    @Test
    void keyMadeBeforeTheFileWasCreatedFindsTheGateOfTheFile() throws Exception {
        Path later = folder.resolve("later.db");
        FileKey early = FileKey.of(later);
        Files.writeString(later, "");
        WriteGate gate = gateOf(later);
        assertSame(gate, acquire(early));
    }

    @Test
    void releasedGateStaysAsLongAsAnyoneUsesIt() {
        FileKey key = FileKey.of(file);
        SharedFile file = SharedFiles.acquire(key);
        WriteGate gate = file.gate();
        assertSame(gate, acquire(key));
        SharedFiles.release(file);
        assertSame(gate, acquire(key));
    }

    @Test
    void gateIsNewAfterTheLastRelease() {
        FileKey key = FileKey.of(file);
        SharedFile first = SharedFiles.acquire(key);
        SharedFiles.release(first);
        assertNotSame(first.gate(), acquire(key));
    }

    @Test
    void aReleaseTooManyDoesNothing() {
        FileKey key = FileKey.of(file);
        SharedFile first = SharedFiles.acquire(key);
        SharedFiles.release(first);
        WriteGate second = acquire(key);
        SharedFiles.release(first);
        assertSame(second, acquire(key));
    }

    @Test
    void memoryDatabasesAreKnownByName() {
        assertSame(acquire(FileKey.memory("a")), acquire(FileKey.memory("a")));
        assertNotSame(acquire(FileKey.memory("a")), acquire(FileKey.memory("b")));
        assertNotEquals(FileKey.memory(file.toString()), FileKey.of(file));
    }

    @Test
    void fileInAFolderThatDoesNotExistHasAKey() {
        Path nowhere = folder.resolve("no/such/folder/app.db");
        assertEquals(FileKey.of(nowhere), FileKey.of(folder.resolve("no/such/../such/folder/app.db")));
    }

    private WriteGate gateOf(Path path) {
        return acquire(FileKey.of(path));
    }

    private WriteGate acquire(FileKey key) {
        SharedFile shared = SharedFiles.acquire(key);
        acquired.add(shared);
        return shared.gate();
    }
}
