// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.testing.WayIn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Runs programs on the driver and through the ways in, and counts what was compared. Where a difference on purpose changes
 * what follows, the step that caused it is left out on both sides, and what remains is compared.
 */
final class Comparison {
    private final Databases databases;
    private final Tally tally = new Tally();

    Comparison(Databases databases) {
        this.databases = databases;
    }

    /** What was compared up to now, without what was run to shrink a program. */
    Tally tally() {
        return tally;
    }

    /** The first unintended difference of each way, shrunk. */
    Map<WayIn, Difference> differences(Program program, Set<WayIn> ways) throws SQLException {
        Map<Program, List<Observation>> onDriver = new HashMap<>();
        Map<WayIn, Difference> found = new EnumMap<>(WayIn.class);
        for (WayIn way : ways) {
            Optional<Difference> difference = difference(program, way, onDriver, tally);
            if (difference.isPresent()) {
                found.put(way, shrunk(difference.get()));
            }
        }
        return found;
    }

    private Optional<Difference> difference(Program program, WayIn way) throws SQLException {
        return difference(program, way, new HashMap<>(), new Tally());
    }

    private Optional<Difference> difference(
            Program program, WayIn way, Map<Program, List<Observation>> onDriver, Tally counts) throws SQLException {
        Program rest = program;
        while (true) {
            List<Observation> expected = onDriver.get(rest);
            if (expected == null) {
                expected = rest.run(WayIn.PLAIN_DRIVER, databases);
                onDriver.put(rest, expected);
            }
            List<Observation> actual = rest.run(way, databases);
            List<IntendedDifferences> withoutCause = new ArrayList<>();
            OptionalInt cause = OptionalInt.empty();
            for (int step = 0; step < expected.size() && cause.isEmpty(); step++) {
                if (!expected.get(step).value().equals(actual.get(step).value())) {
                    Difference difference = new Difference(rest, way, step, expected, actual, databases);
                    Optional<IntendedDifferences> rule = IntendedDifferences.ruleFor(difference);
                    if (rule.isEmpty()) {
                        return Optional.of(difference);
                    }
                    cause = rule.get().cause(difference);
                    if (cause.isEmpty()) {
                        withoutCause.add(rule.get());
                    } else {
                        counts.addExcused(rule.get());
                        counts.addCompared(1);
                    }
                }
            }
            if (cause.isEmpty()) {
                withoutCause.forEach(counts::addExcused);
                counts.addCompared(expected.stream()
                        .filter(shown -> !shown.equals(Observation.SKIPPED))
                        .count());
                return Optional.empty();
            }
            rest = rest.without(cause.getAsInt(), cause.getAsInt() + 1);
        }
    }

    private Difference shrunk(Difference difference) throws SQLException {
        Difference smallest = difference;
        int chunk = Math.max(1, smallest.program().steps().size() / 2);
        while (chunk > 0) {
            boolean progress = false;
            for (int from = 0; from < smallest.program().steps().size(); ) {
                int to = Math.min(from + chunk, smallest.program().steps().size());
                Optional<Difference> still = difference(smallest.program().without(from, to), difference.way());
                if (still.isPresent()) {
                    smallest = still.get();
                    progress = true;
                } else {
                    from += chunk;
                }
            }
            chunk = chunk == 1 && progress ? 1 : chunk / 2;
        }
        return smallest;
    }

    static Set<WayIn> allWays() {
        return EnumSet.of(WayIn.OWN_POOL, WayIn.AROUND_PLAIN_DATA_SOURCE, WayIn.AROUND_HIKARI, WayIn.URL);
    }
}
