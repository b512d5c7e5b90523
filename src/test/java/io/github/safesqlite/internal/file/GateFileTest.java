// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.FakeTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The locks on the file. To the JVM, a second one for the same database is like another copy of the library. */
class GateFileTest {
    @TempDir
    Path folder;

    private final FakeTicker ticker = new FakeTicker();
    private Path database;
    private GateFile first;
    private GateFile second;

    @BeforeEach
    void create() throws IOException {
        database = Files.createFile(folder.resolve("app.db"));
        first = new GateFile(database, ticker);
        second = new GateFile(database, ticker);
    }

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
    }

    @Test
    void oneHasTheRightAndSeesThatAnotherOneWaits() {
        assertTrue(first.tryTake());
        assertFalse(first.isWanted());
        assertFalse(second.tryTake());
        assertTrue(first.isWanted());
        first.giveUp();
        assertFalse(first.tryTake(), "the other one was before");
        assertTrue(second.tryTake());
        assertFalse(second.isWanted(), "nobody could get to the turnstile");
        assertFalse(first.tryTake());
        assertTrue(second.isWanted());
    }

    @Test
    void whoStopsWaitingIsNotSeenAnyMore() {
        assertTrue(first.tryTake());
        assertFalse(second.tryTake());
        second.giveUp();
        assertFalse(first.isWanted());
    }

    @Test
    void oneThatClosesLeavesTheFileToTheOther() throws IOException {
        assertTrue(first.tryTake());
        assertFalse(second.tryTake());
        first.close();
        assertTrue(second.tryTake());
        first.close();
        assertFalse(second.isWanted());
        assertTrue(String.valueOf(second.owner()).startsWith("this process ("), second.owner());
    }

    @Test
    void anInterruptClosesNothing() {
        Thread.currentThread().interrupt();
        try {
            assertTrue(first.tryTake());
            assertFalse(first.isWanted());
            assertTrue(String.valueOf(first.owner()).startsWith("this process ("), first.owner());
            first.giveUp();
            assertTrue(first.tryTake());
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertFalse(second.tryTake(), "the lock is still there");
    }

    @Test
    void aDeletedFileIsReplacedWithinASecond() throws IOException {
        assertTrue(first.tryTake());
        first.giveUp();
        Files.delete(first.path());
        assertTrue(first.tryTake());
        first.giveUp();
        assertFalse(Files.exists(first.path()), "it was looked for a moment ago");
        ticker.advance(Duration.ofSeconds(1));
        assertTrue(first.tryTake());
        assertTrue(Files.exists(first.path()));
        assertFalse(second.tryTake());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
    void theFileHasThePermissionsOfTheDatabase() throws IOException {
        var shared = PosixFilePermissions.fromString("rw-rw-rw-");
        Files.setPosixFilePermissions(database, shared);
        assertTrue(first.tryTake());
        assertEquals(shared, Files.getPosixFilePermissions(first.path()));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "allows links to administrators only")
    void aLinkIsNotFollowed() throws IOException {
        Path target = folder.resolve("other");
        Files.createSymbolicLink(first.path(), target);
        assertTrue(first.tryTake(), "there is no gate");
        assertTrue(second.tryTake(), "there is no gate");
        assertFalse(first.isWanted());
        assertFalse(Files.exists(target));
    }

    @Test
    void anUnknownOwnerHasNoName() throws IOException {
        assertEquals("another process has the right to write", first.owner());
        GateChannel channel = GateChannel.open(first.path(), database);
        assertNull(channel.read());
        channel.close();
    }
}
