// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Load results for tests: each request took 0.1 ms, the measured time was 10 s. */
public final class Results {
    private Results() {}

    /** A result without failures; one number of answers for each user. */
    public static LoadResult answered(List<Long> byUser) {
        return of(byUser, Map.of());
    }

    /** A result with failures. */
    public static LoadResult of(List<Long> byUser, Map<String, Long> failures) {
        long sum = byUser.stream().mapToLong(Long::longValue).sum();
        Histogram latencies = Latencies.newHistogram();
        latencies.recordValueWithCount(100, sum);
        return new LoadResult(sum, failures, sum, sum, latencies, byUser, 10);
    }
}
