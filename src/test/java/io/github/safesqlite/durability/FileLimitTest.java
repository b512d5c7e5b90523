// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No file of the process may grow any more (RLIMIT_FSIZE), and later they may again. */
@EnabledOnOs(OS.LINUX)
class FileLimitTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void nothingIsLostAndWorkGoesOnWithoutARestart(String journalMode) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "the limit is set by prlimit");
        Path output = folder.resolve("output.txt");
        // The signal of the limit would end the process.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"));
        command.addAll(
                ChildJvm.of(FileLimit.class, folder.toString(), journalMode).command());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertTrue(ended, text);
        assertEquals(0, process.exitValue(), text);
        assertTrue(text.lines().anyMatch(journalMode::equals), text);
    }
}
