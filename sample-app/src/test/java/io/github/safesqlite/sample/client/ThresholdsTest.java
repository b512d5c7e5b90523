// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.sample.load.LoadResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static final Thresholds NONE = new Thresholds(OptionalInt.empty(), Optional.empty());

    /** A thousand answers, of which so many take 60 ms and the others 1 ms, and these failures. */
    private static LoadResult result(int slow, Map<String, Long> failures) {
        Histogram latencies = new Histogram(2);
        latencies.recordValueWithCount(1_000, 1_000 - slow);
        latencies.recordValueWithCount(60_000, slow);
        return new LoadResult(1_000, failures, 0, 0, latencies, List.of(1_000L), 10);
    }

    private static Thresholds p99(int millis) {
        return new Thresholds(OptionalInt.of(millis), Optional.empty());
    }

    private static Thresholds success(String percent) {
        return new Thresholds(OptionalInt.empty(), Optional.of(new BigDecimal(percent)));
    }

    @Test
    void withoutThresholdsLatencyDoesNotMatter() {
        assertEquals(List.of(), NONE.missedBy(result(1_000, Map.of())));
    }

    @Test
    void withoutThresholdsAnyFailedRequestDoes() {
        assertEquals(
                List.of("1 of 1,001 requests failed: HTTP_503 1."), NONE.missedBy(result(0, Map.of("HTTP_503", 1L))));
    }

    @Test
    void aP99AboveItsThresholdIsMissed() {
        assertEquals(List.of(), p99(50).missedBy(result(10, Map.of())));
        assertEquals(List.of("The p99 is 60 ms, 10 ms above --max-p99 50."), p99(50).missedBy(result(11, Map.of())));
        assertEquals(List.of(), p99(61).missedBy(result(11, Map.of())));
    }

    @Test
    void aSuccessBelowItsThresholdIsMissed() {
        LoadResult most = result(0, Map.of("TIMEOUT", 250L));

        assertEquals(List.of(), success("80").missedBy(most));
        assertEquals(
                List.of("Success is 80.00 %, 0.50 points below --min-success 80.5."),
                success("80.5").missedBy(most));
    }

    @Test
    void aLoadWithoutAnswersIsNeverEnough() {
        LoadResult none = new LoadResult(0, Map.of("TIMEOUT", 3L), 0, 0, new Histogram(2), List.of(0L), 10);

        assertEquals(
                List.of("No request was answered after the warm-up."),
                success("0").missedBy(none));
    }
}
