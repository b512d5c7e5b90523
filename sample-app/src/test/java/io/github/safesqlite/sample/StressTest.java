// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.request.RequestStyle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole command, on real files. The exit status stands for the invariant and for no failed request. */
class StressTest {
    @ParameterizedTest
    @EnumSource(RequestStyle.class)
    void twentyUsersAreAllServedAndNothingIsLost(RequestStyle style) {
        CommandLineRun run =
                CommandLineRun.of("stress", "--users=20", "--seconds=1", "--warmup=0", "--style=" + style.id());

        assertServed(run, 1);
    }

    @Test
    void twoProcessesShareTheFile() {
        CommandLineRun run = CommandLineRun.of("stress", "--users=10", "--seconds=1", "--warmup=1", "--processes=2");

        assertServed(run, 1);
    }

    @Test
    void compareRunsEachVariantOnAFileOfItsOwn(@TempDir Path folder) {
        CommandLineRun run = CommandLineRun.of(
                "stress", "--users=4", "--seconds=1", "--warmup=0", "--compare", "--file=" + folder.resolve("a.db"));

        assertServed(run, 5);
        for (String id : List.of("plain", "hikari", "hikari-wal", "hikari-immediate", "safe")) {
            assertTrue(Files.exists(folder.resolve("a-" + id + ".db")), id);
        }
    }

    private static void assertServed(CommandLineRun run, int variants) {
        assertEquals(0, run.status(), () -> run.err() + run.out());
        List<String> lines = run.out().lines().toList();
        assertEquals(2 + variants, lines.size(), run.out());
        assertTrue(lines.get(1 + variants).matches("\\| concurrency-safe-sqlite +\\| +100 \\| +0 \\| .*"), run.out());
    }
}
