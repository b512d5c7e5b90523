// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Other processes that run a program of the tests: JVMs that are small and soon started. */
public final class ChildJvm {
    private static final int HEAP_MEGABYTES = 64;

    private ChildJvm() {}

    /** A process that runs {@code main} of {@code program}; its errors are ours. */
    public static ProcessBuilder of(Class<?> program, String... arguments) {
        return withHeap(HEAP_MEGABYTES, program, arguments);
    }

    /** The same, with so much memory for objects. */
    public static ProcessBuilder withHeap(int megabytes, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx" + megabytes + "m",
                // Its warnings would be on standard output.
                "-XX:-UsePerfData",
                // The driver unpacks SQLite there, and a process that is killed leaves it behind.
                "-Dorg.sqlite.tmpdir=" + folder(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static Path folder() {
        Path folder = Path.of("target", "sqlite").toAbsolutePath();
        try {
            return Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
