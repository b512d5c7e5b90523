// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A library in C that stands between a process and the system. */
public final class PreloadedLibrary {
    private static final List<Path> COMPILERS = List.of(Path.of("/usr/bin/gcc"), Path.of("/usr/local/bin/gcc"));

    private final Path file;

    private PreloadedLibrary(Path file) {
        this.file = file;
    }

    /** Compiles one of {@code src/test/resources} into the folder; skips the test where that cannot be done. */
    public static PreloadedLibrary compile(String source, Path folder) throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), source + " is for Linux only");
        Path compiler =
                COMPILERS.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(compiler != null, () -> source + " needs gcc: none of " + COMPILERS);
        Path file = folder.resolve("preloaded.so");
        Process compiling = new ProcessBuilder(
                        String.valueOf(compiler),
                        "-shared",
                        "-fPIC",
                        "-pthread",
                        "-o",
                        file.toString(),
                        Path.of("src/test/resources", source).toString())
                .inheritIO()
                .start();
        assertTrue(compiling.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, compiling.exitValue(), source + " does not compile");
        return new PreloadedLibrary(file);
    }

    /** Loads it into the process that this will start. */
    public void into(ProcessBuilder builder) {
        builder.environment().put("LD_PRELOAD", file.toString());
    }
}
