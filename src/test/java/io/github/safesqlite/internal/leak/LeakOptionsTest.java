// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeakOptionsTest {
    private static Duration interval(String threshold, String slowWriteThreshold) {
        return new LeakOptions(
                        Optional.ofNullable(threshold).map(Duration::parse),
                        Optional.ofNullable(slowWriteThreshold).map(Duration::parse))
                .interval();
    }

    @Test
    void looksFourTimesPerShorterThreshold() {
        assertEquals(Duration.ofSeconds(3), interval("PT12S", null));
        assertEquals(Duration.ofMillis(250), interval("PT12S", "PT1S"));
        assertEquals(Duration.ofMillis(500), interval("PT2S", "PT1H"));
    }

    @Test
    void looksNeitherTooOftenNorTooSeldom() {
        assertEquals(Duration.ofMillis(100), interval("PT0.001S", null));
        assertEquals(Duration.ofSeconds(5), interval("PT1H", "PT2H"));
        assertEquals(Duration.ofSeconds(5), interval(null, null));
        assertEquals(Duration.ofSeconds(5), interval(null, "PT1H"));
    }
}
