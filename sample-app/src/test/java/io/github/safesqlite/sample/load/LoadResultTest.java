// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadResultTest {
    private static final LoadResult FIRST = Results.of(List.of(30L, 20L), Map.of("BUSY", 3L));
    private static final LoadResult SECOND = Results.of(List.of(40L), Map.of("BUSY", 4L, "BUSY_SNAPSHOT", 3L));

    @Test
    void sumsTwoProcesses() {
        LoadResult sum = FIRST.plus(SECOND);

        assertEquals(90, sum.answered());
        assertEquals(90, sum.acknowledgedInserts());
        assertEquals(Map.of("BUSY", 7L, "BUSY_SNAPSHOT", 3L), sum.failures());
        assertEquals(90, sum.successPercent());
        assertEquals(9, sum.requestsPerSecond());
        assertEquals(List.of(30L, 20L, 40L), sum.answeredByUser());
    }

    @Test
    void survivesTheWayFromAnotherProcess() {
        assertEquals(SECOND, LoadResultText.read(LoadResultText.write(SECOND)));
    }

    @Test
    void anIncompleteTextNamesWhatIsMissing() {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> LoadResultText.read("inserts=1"));

        assertTrue(refused.getMessage().contains("answered"), refused.getMessage());
    }

    @Test
    void noRequestAtAllIsNoSuccess() {
        assertEquals(0, Results.answered(List.of(0L)).successPercent());
    }
}
