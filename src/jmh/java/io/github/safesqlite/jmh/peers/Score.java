// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one run, or the median of several, came to.
 *
 * @param perSecond units that succeeded
 * @param p99Micros the time that 99 of 100 units did not exceed
 * @param longestMicros the longest time of a unit
 * @param fairness Jain's index of what the threads did: 1 if each did the same, 1/n if one did all
 * @param failed the part of the units that failed
 */
record Score(double perSecond, double p99Micros, double longestMicros, double fairness, double failed) {
    static Score of(List<Latencies> threads, long failures, long nanos) {
        Latencies all = new Latencies();
        double sum = 0;
        double squares = 0;
        for (Latencies thread : threads) {
            all.add(thread);
            sum += thread.count();
            squares += (double) thread.count() * thread.count();
        }
        double fairness = squares == 0 ? 0 : sum * sum / (threads.size() * squares);
        return new Score(
                all.count() * 1e9 / nanos,
                all.p99Nanos() / 1e3,
                all.longestNanos() / 1e3,
                fairness,
                failures == 0 ? 0 : (double) failures / (failures + all.count()));
    }

    /** The median of each number; of the longest times the longest. */
    static Score median(List<Score> scores) {
        return new Score(
                median(scores, Score::perSecond),
                median(scores, Score::p99Micros),
                scores.stream().mapToDouble(Score::longestMicros).max().orElse(0),
                median(scores, Score::fairness),
                median(scores, Score::failed));
    }

    /** The median of a number. */
    static <T> double median(List<T> results, ToDoubleFunction<T> number) {
        return results.stream()
                .mapToDouble(number)
                .sorted()
                .skip(results.size() / 2)
                .findFirst()
                .orElse(0);
    }

    double[] toArray() {
        return new double[] {perSecond, p99Micros, longestMicros, fairness, failed};
    }

    static Score of(double[] numbers) {
        return new Score(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
}
