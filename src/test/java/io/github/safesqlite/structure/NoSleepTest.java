// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Waiting by the clock hides races and makes tests slow: main code parks until it is woken up, or for a bounded time where
 * nobody could wake it; tests poll.
 */
class NoSleepTest {
    private static final Pattern SLEEP = Pattern.compile(
            "\\b(Thread|TimeUnit|SECONDS|MILLISECONDS|MICROSECONDS|NANOSECONDS)\\s*\\.\\s*sleep\\s*\\(");

    private static final Pattern PARK = Pattern.compile("\\bparkNanos\\s*\\(");

    /** The files that park, and why they may. */
    private static final Map<String, String> PARKING = Map.of(
            "WriteGate.java", "unparked when it is granted, served or cancelled; until its deadline at most",
            "PoolWaiting.java", "unparked when it is served; until its deadline at most",
            "CheckpointRestoreLifecycle.java",
                    "between two looks whether the connections are closed, before the JVM is written to disk",
            "Sleeper.java",
                    "the rest between two attempts while SQLite is busy, and between two looks at the write-ahead log; nobody tells when it ends");

    private static List<String> filesWith(Pattern pattern, Path... roots) throws Exception {
        List<String> found = new ArrayList<>();
        for (Path file : Sources.in(roots)) {
            if (pattern.matcher(Files.readString(file)).find()) {
                found.add(file.getFileName().toString());
            }
        }
        return found;
    }

    @Test
    void nothingSleepsByTheClock() throws Exception {
        assertEquals(List.of(), filesWith(SLEEP, Sources.MAIN, Sources.TEST));
    }

    @Test
    void onlyThoseParkWhoHaveAReason() throws Exception {
        assertEquals(new TreeSet<>(PARKING.keySet()), new TreeSet<>(filesWith(PARK, Sources.MAIN)));
    }
}
