// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs programs on the driver and through the ways in, and counts what was compared. Where a difference on purpose changes
 * what follows, the step that caused it is left out on both sides, and what remains is compared.
 */
final class Comparison {
    private final Databases databases;
    private final Map<String, Integer> intended = new TreeMap<>();
    private long compared;
    private long leftOut;

    Comparison(Databases databases) {
        this.databases = databases;
    }

    /** The first unintended difference of each way, shrunk. */
    Map<Way, Difference> differences(Program program, Set<Way> ways) throws SQLException {
        Map<Program, List<Observation>> onDriver = new HashMap<>();
        Map<Way, Difference> found = new EnumMap<>(Way.class);
        for (Way way : ways) {
            Optional<Difference> difference = difference(program, way, onDriver, true);
            if (difference.isPresent()) {
                found.put(way, shrunk(difference.get()));
            }
        }
        return found;
    }

    private Optional<Difference> difference(Program program, Way way) throws SQLException {
        return difference(program, way, new HashMap<>(), false);
    }

    private Optional<Difference> difference(
            Program program, Way way, Map<Program, List<Observation>> onDriver, boolean counted) throws SQLException {
        Program rest = program;
        while (true) {
            List<Observation> expected = onDriver.get(rest);
            if (expected == null) {
                expected = rest.run(Way.DRIVER, databases);
                onDriver.put(rest, expected);
            }
            List<Observation> actual = rest.run(way, databases);
            OptionalInt cause = OptionalInt.empty();
            int step = 0;
            for (; step < expected.size() && cause.isEmpty(); step++) {
                if (!expected.get(step).value().equals(actual.get(step).value())) {
                    Difference difference = new Difference(rest, way, step, expected, actual, databases);
                    Optional<IntendedDifferences> rule = IntendedDifferences.ruleFor(difference);
                    if (rule.isEmpty()) {
                        return Optional.of(difference);
                    }
                    intended.merge(rule.get().name(), counted ? 1 : 0, Integer::sum);
                    cause = rule.get().cause(difference);
                }
            }
            if (cause.isEmpty()) {
                compared += counted ? expected.size() : 0;
                return Optional.empty();
            }
            leftOut += counted ? 1 : 0;
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

    static Set<Way> allWays() {
        return EnumSet.complementOf(EnumSet.of(Way.DRIVER));
    }

    String summary() {
        return compared + " steps compared, " + leftOut + " left out; " + intended;
    }
}
