// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The right to write, or to read, is lost before or while the file is in use: a clear error, nothing by half, nothing held, and
 * work goes on when it is back. The cases are in {@link LostPermission}, a program that runs as somebody to whom permissions
 * apply.
 */
class LostPermissionTest {
    @TempDir
    static Path folder;

    private static String output = "";

    @BeforeAll
    static void playAll() throws Exception {
        output = AsNobody.play(folder, LostPermission.class);
        System.out.println(output);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrHeldAndWorkGoesOn(LostPermission played) {
        assertTrue(output.lines().anyMatch(line -> line.equals(played.name())), () -> output);
    }
}
