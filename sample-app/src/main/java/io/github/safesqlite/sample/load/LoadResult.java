// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * What the users of a load saw together.
 *
 * @param answered requests that succeeded
 * @param failures failed requests by name
 * @param acknowledgedInserts messages whose success was reported
 * @param acknowledgedUpdates increments of the counter whose success was reported
 * @param latencyMicros latencies of the requests answered after the warm-up
 * @param answeredByUser the same requests, counted for each user
 * @param measuredSeconds from the end of the warm-up to the last answer
 */
public record LoadResult(
        long answered,
        Map<String, Long> failures,
        long acknowledgedInserts,
        long acknowledgedUpdates,
        Histogram latencyMicros,
        List<Long> answeredByUser,
        double measuredSeconds) {

    static LoadResult of(List<Tally> tallies, double measuredSeconds) {
        Map<String, Long> failures = new TreeMap<>();
        Histogram latencies = Latencies.newHistogram();
        for (Tally tally : tallies) {
            tally.failures().forEach((name, count) -> failures.merge(name, count, Long::sum));
            latencies.add(tally.latencyMicros());
        }
        return new LoadResult(
                sum(tallies, Tally::answered),
                failures,
                sum(tallies, tally -> tally.acknowledged().inserts()),
                sum(tallies, tally -> tally.acknowledged().updates()),
                latencies,
                tallies.stream().map(Tally::answeredMeasured).toList(),
                measuredSeconds);
    }

    private static long sum(List<Tally> tallies, ToLongFunction<Tally> count) {
        return tallies.stream().mapToLong(count).sum();
    }

    /** The result of both loads, which ran at the same time. */
    public LoadResult plus(LoadResult other) {
        Map<String, Long> allFailures = new TreeMap<>(failures);
        other.failures.forEach((name, count) -> allFailures.merge(name, count, Long::sum));
        Histogram allLatencies = latencyMicros.copy();
        allLatencies.add(other.latencyMicros);
        return new LoadResult(
                answered + other.answered,
                allFailures,
                acknowledgedInserts + other.acknowledgedInserts,
                acknowledgedUpdates + other.acknowledgedUpdates,
                allLatencies,
                LongStream.concat(users(), other.users()).boxed().toList(),
                Math.max(measuredSeconds, other.measuredSeconds));
    }

    private LongStream users() {
        return answeredByUser.stream().mapToLong(Long::longValue);
    }

    /** Requests that failed, for whatever reason. */
    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The share of requests that succeeded, in percent; zero where there were none. */
    public double successPercent() {
        long all = answered + failed();
        return all == 0 ? 0 : 100.0 * answered / all;
    }

    /** Requests answered per second after the warm-up. */
    public double requestsPerSecond() {
        return latencyMicros.getTotalCount() / measuredSeconds;
    }

    /** How evenly the users were served after the warm-up. */
    public Fairness fairness() {
        return Fairness.of(answeredByUser);
    }
}
