// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.List;

/**
 * How evenly users were served.
 *
 * @param leastToMean answers of the least served user by the mean; 1 is perfectly fair, 0 means that someone starved
 * @param mostToLeast answers of the most served user by the least served; infinite where someone starved
 */
public record Fairness(double leastToMean, double mostToLeast) {
    /** The fairness of these answers, one number for each user. With no answer at all, everybody starved. */
    public static Fairness of(List<Long> answeredByUser) {
        double mean =
                answeredByUser.stream().mapToLong(Long::longValue).average().orElse(0);
        if (mean == 0) {
            return new Fairness(0, Double.POSITIVE_INFINITY);
        }
        long least = answeredByUser.stream().mapToLong(Long::longValue).min().orElse(0);
        long most = answeredByUser.stream().mapToLong(Long::longValue).max().orElse(0);
        return new Fairness(least / mean, least == 0 ? Double.POSITIVE_INFINITY : (double) most / least);
    }
}
