// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs programs on the driver and through the ways in, and counts what was compared. */
final class Comparison {
    private final Databases databases;
    private final Map<String, Integer> intended = new TreeMap<>();
    private long compared;
    private long skippedSteps;

    Comparison(Databases databases) {
        this.databases = databases;
    }

    /** The first unintended difference of each way, shrunk. */
    Map<Way, Difference> differences(Program program, Set<Way> ways) throws SQLException {
        List<Observation> onDriver = program.run(Way.DRIVER, databases);
        Map<Way, Difference> found = new EnumMap<>(Way.class);
        for (Way way : ways) {
            List<Observation> onOurs = program.run(way, databases);
            Optional<Difference> difference = first(program, way, onDriver, onOurs, true);
            if (difference.isPresent()) {
                found.put(way, shrunk(difference.get()));
            }
        }
        return found;
    }

    Optional<Difference> difference(Program program, Way way) throws SQLException {
        return first(program, way, program.run(Way.DRIVER, databases), program.run(way, databases), false);
    }

    private Optional<Difference> first(
            Program program, Way way, List<Observation> onDriver, List<Observation> onOurs, boolean counted) {
        for (int i = 0; i < onDriver.size(); i++) {
            if (onDriver.get(i).value().equals(onOurs.get(i).value())) {
                compared += counted ? 1 : 0;
                continue;
            }
            Difference difference = new Difference(program, way, i, onDriver, onOurs);
            Optional<IntendedDifferences> rule = IntendedDifferences.ruleFor(difference);
            if (rule.isEmpty()) {
                return Optional.of(difference);
            }
            if (counted) {
                intended.merge(rule.get().name(), 1, Integer::sum);
            }
            if (rule.get().changesWhatFollows()) {
                skippedSteps += counted ? onDriver.size() - i : 0;
                return Optional.empty();
            }
        }
        return Optional.empty();
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
        return compared + " steps compared, " + skippedSteps
                + " after a difference on purpose that changes what follows; " + intended;
    }
}
