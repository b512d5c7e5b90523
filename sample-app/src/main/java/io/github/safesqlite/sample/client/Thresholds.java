// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.report.Figures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a load must reach.
 *
 * @param maxP99Millis the longest 99th percentile of the latencies
 * @param minSuccess the least share of requests that succeed, in percent; without it all must
 */
record Thresholds(OptionalInt maxP99Millis, Optional<BigDecimal> minSuccess) {
    private static final double PERCENTILE = 99;

    /** What was missed, each in a sentence; empty where all was reached. */
    List<String> missedBy(LoadResult result) {
        List<String> missed = new ArrayList<>();
        if (result.latencyMicros().getTotalCount() == 0) {
            missed.add("No request was answered after the warm-up.");
        }
        checkSuccess(result, missed);
        checkP99(result, missed);
        return missed;
    }

    private void checkSuccess(LoadResult result, List<String> missed) {
        double success = result.successPercent();
        if (minSuccess.isEmpty() && result.failed() > 0) {
            missed.add(Figures.count(result.failed()) + " of " + Figures.count(result.answered() + result.failed())
                    + " requests failed: " + Figures.failures(result) + ".");
        }
        if (minSuccess.isPresent() && success < minSuccess.get().doubleValue()) {
            missed.add("Success is " + Figures.percent(success) + " %, "
                    + Figures.ratio(minSuccess.get().doubleValue() - success) + " points below --min-success "
                    + minSuccess.get() + ".");
        }
    }

    private void checkP99(LoadResult result, List<String> missed) {
        long micros = result.latencyMicros().getValueAtPercentile(PERCENTILE);
        if (maxP99Millis.isPresent() && micros > maxP99Millis.getAsInt() * 1_000L) {
            missed.add("The p99 is " + Figures.millis(micros) + " ms, "
                    + Figures.millis(micros - maxP99Millis.getAsInt() * 1_000L) + " ms above --max-p99 "
                    + maxP99Millis.getAsInt() + ".");
        }
    }
}
