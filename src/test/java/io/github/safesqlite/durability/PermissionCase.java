// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** One case of a program that {@link AsNobody} runs: what happens when a permission is not there. Without JUnit. */
interface PermissionCase {
    String ALL = "rwxr-xr-x";
    String READ_ONLY_DIRECTORY = "r-xr-xr-x";

    String name();

    void play(Path folder) throws Exception;

    /** Plays each in a directory of its own below the folder; prints the name of each that went as it should. */
    static void playAll(Path folder, PermissionCase... cases) throws IOException {
        for (PermissionCase played : cases) {
            try {
                played.play(Files.createDirectory(folder.resolve(played.name())));
                System.out.println(played.name());
            } catch (Exception | AssertionError failure) {
                failure.printStackTrace();
            }
        }
    }

    static void check(boolean good, String what) {
        if (!good) {
            throw new AssertionError(what);
        }
    }

    static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
