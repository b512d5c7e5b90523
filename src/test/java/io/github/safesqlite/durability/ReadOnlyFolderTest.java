// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that somebody who may not write opens is read, or the message says what helps in that very case. */
class ReadOnlyFolderTest {
    @TempDir
    static Path folder;

    private static String output = "";

    @BeforeAll
    static void playAll() throws Exception {
        output = AsNobody.play(folder, ReadOnlyFolder.class);
        System.out.println(output);
    }

    @ParameterizedTest
    @EnumSource
    void isReadOrTheAdviceHelps(ReadOnlyFolder played) {
        assertTrue(output.lines().anyMatch(line -> line.equals(played.name())), () -> output);
    }
}
