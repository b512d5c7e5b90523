// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that runs a program of the tests, small and soon started. */
public final class SmallJvm {
    private SmallJvm() {}

    /** The command that starts it. */
    public static List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                // Its warnings would be on standard output.
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
