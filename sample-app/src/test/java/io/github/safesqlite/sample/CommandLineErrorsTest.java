// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --users=0         | --users must be at least 1, was "0". For example: --users 10
                    --seconds=0       | --seconds must be at least 1, was "0". For example: --seconds 10
                    --warmup=-1       | --warmup must be at least 0, was "-1". For example: --warmup 10
                    --processes=0     | --processes must be at least 1, was "0". For example: --processes 2
                    --style=fancy     | --style must be autocommit, transaction, mixed or hibernate, was "fancy". For example: --style transaction
                    --synchronous=OFF | --synchronous must be NORMAL or FULL, was "OFF". For example: --synchronous NORMAL
                    """)
    void aBadValueIsRefusedWithTheOptionAndAWayOut(String argument, String message) {
        CommandLineRun run = CommandLineRun.of("stress", argument);

        assertEquals(2, run.status());
        assertEquals(message, run.err().lines().findFirst().orElseThrow());
        assertEquals("", run.out());
    }

    @Test
    void anUnknownOptionIsNamed() {
        CommandLineRun run = CommandLineRun.of("stress", "--fast");

        assertEquals(2, run.status());
        assertTrue(run.err().contains("'--fast'"), run.err());
        assertTrue(run.err().contains("stress --help"), run.err());
    }

    @Test
    void noCommandAsksForOne() {
        CommandLineRun run = CommandLineRun.of();

        assertEquals(2, run.status());
        assertTrue(run.err().contains("stress --users 100"), run.err());
    }

    @Test
    void anExistingFileIsNotOverwritten(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("precious.db"), "data");

        CommandLineRun run = CommandLineRun.of("stress", "--file=" + file);

        assertEquals(2, run.status());
        assertTrue(run.err().startsWith("--file " + file + " exists."), run.err());
        assertEquals("data", Files.readString(file));
    }

    @Test
    void helpListsTheOptions() {
        CommandLineRun run = CommandLineRun.of("stress", "--help");

        assertEquals(0, run.status());
        assertTrue(run.out().contains("--compare"), run.out());
    }
}
