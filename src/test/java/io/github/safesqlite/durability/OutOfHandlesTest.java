// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server with many sockets has no file handle left, and later has some again. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class OutOfHandlesTest {
    private static final int HANDLES = 300;

    @TempDir
    Path folder;

    @Test
    void theMessageSaysSoAndWorkGoesOnWithoutARestart() throws Exception {
        Path output = folder.resolve("output.txt");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + HANDLES + " && exec \"$@\"",
                        "sh",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutOfHandles.class.getName(),
                        Files.createDirectory(folder.resolve("databases")).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, text);
        assertEquals(0, process.exitValue(), text);
        assertTrue(text.contains("ok: a new DataSource works"), text);
    }
}
