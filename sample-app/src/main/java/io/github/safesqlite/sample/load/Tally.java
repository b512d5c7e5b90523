// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import io.github.safesqlite.sample.request.Acknowledged;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one user saw. Answers and failures count from the start; latencies and the answers that make up rate and
 * fairness only after the warm-up. Not safe for concurrent use.
 */
final class Tally {
    private final Acknowledged acknowledged = new Acknowledged();
    private final Map<String, Long> failures = new TreeMap<>();
    private final Histogram latencyMicros = Latencies.newHistogram();
    private long answered;

    Acknowledged acknowledged() {
        return acknowledged;
    }

    void answered(long nanos, boolean measured) {
        answered++;
        if (measured) {
            latencyMicros.recordValue(nanos / 1000);
        }
    }

    void failed(String failureName) {
        failures.merge(failureName, 1L, Long::sum);
    }

    long answered() {
        return answered;
    }

    long answeredMeasured() {
        return latencyMicros.getTotalCount();
    }

    Map<String, Long> failures() {
        return failures;
    }

    Histogram latencyMicros() {
        return latencyMicros;
    }
}
