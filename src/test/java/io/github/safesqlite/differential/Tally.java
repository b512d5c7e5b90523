// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** How many steps were compared, and how many of them differed on purpose. Not safe for use by multiple threads. */
final class Tally {
    private final Map<IntendedDifferences, Integer> excused = new EnumMap<>(IntendedDifferences.class);
    private long compared;

    /** Steps that were made on the driver. */
    void addCompared(long steps) {
        compared += steps;
    }

    void addExcused(IntendedDifferences rule) {
        excused.merge(rule, 1, Integer::sum);
    }

    void add(Tally other) {
        compared += other.compared;
        other.excused.forEach((rule, steps) -> excused.merge(rule, steps, Integer::sum));
    }

    /** The differences that are on purpose and were not seen. */
    Set<IntendedDifferences> unseen() {
        Set<IntendedDifferences> unseen = EnumSet.allOf(IntendedDifferences.class);
        unseen.removeAll(excused.keySet());
        return unseen;
    }

    long compared() {
        return compared;
    }

    long excused() {
        return excused.values().stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public String toString() {
        return excused() + " of " + compared + " steps differ on purpose; " + excused;
    }
}
