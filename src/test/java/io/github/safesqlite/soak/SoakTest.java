// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that runs for long: its log stays small, nothing acknowledged is lost, nothing piles up. The report goes
 * to {@code target/soak-report.md}.
 */
class SoakTest {
    private static final Path TARGET = Path.of("target");

    @TempDir
    Path folder;

    @Test
    void someSeconds() throws Exception {
        new Soak(new Plan(Duration.ofSeconds(4)), folder, TARGET.resolve("soak-report-short.md")).run();
    }

    @Test
    @Tag("soak")
    void forLong() throws Exception {
        Plan plan = new Plan(Duration.parse(System.getProperty("soak.duration", "PT10M")));
        Soak soak = new Soak(plan, folder, TARGET.resolve("soak-report.md"));
        soak.run();
        long largest = soak.observer().largestWal();
        assertTrue(largest <= Plan.HARD_LIMIT, () -> "while nobody pinned it the log had " + largest + " bytes");
    }
}
