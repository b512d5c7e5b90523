// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** JDBC calls in a row, made by one thread. */
record Program(Setup setup, List<Step> steps) {
    /** Runs it through {@code way}: an observation for each step, then one of the database's content. */
    List<Observation> run(Way way, Databases databases) throws SQLException {
        List<Observation> trace = new ArrayList<>(steps.size() + 1);
        try (Database database = databases.create(way, setup)) {
            try (World world = new World(database)) {
                for (Step step : steps) {
                    trace.add(step.observe(world));
                }
            }
            trace.add(Observation.result(Content.of(database)));
        }
        return trace;
    }

    String line(int step) {
        return step < steps.size() ? steps.get(step).line() : "(content of the database)";
    }

    Program without(int from, int to) {
        List<Step> fewer = new ArrayList<>(steps.subList(0, from));
        fewer.addAll(steps.subList(to, steps.size()));
        return new Program(setup, fewer);
    }

    Program upTo(int count) {
        return new Program(setup, steps.subList(0, Math.min(count, steps.size())));
    }
}
