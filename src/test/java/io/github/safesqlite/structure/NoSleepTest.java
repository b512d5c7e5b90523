// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Waiting by the clock hides races and makes tests slow: main code parks until it is woken up or through the retry's one Sleeper, tests poll. */
class NoSleepTest {
    private static final Pattern SLEEP = Pattern.compile(
            "\\b(Thread|TimeUnit|SECONDS|MILLISECONDS|MICROSECONDS|NANOSECONDS)\\s*\\.\\s*sleep\\s*\\(");

    private static final Pattern PARK = Pattern.compile("\\bparkNanos\\s*\\(");

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
    void onlyThoseParkWhoAreWokenUpAndTheSleeper() throws Exception {
        assertEquals(
                Set.of("WriteGate.java", "ConnectionPool.java", "Sleeper.java"),
                Set.copyOf(filesWith(PARK, Sources.MAIN)));
    }
}
