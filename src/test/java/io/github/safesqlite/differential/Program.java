// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** JDBC calls in a row, made by one thread. */
record Program(Setup setup, List<Step> steps) {
    private static final Step CLOSE = new Step("(close of all connections)", World::closeAll);

    /** Runs it through {@code way}: an observation for each step, one of the close, one of the database's content. */
    List<Observation> run(Way way, Databases databases) throws SQLException {
        List<Observation> trace = new ArrayList<>(steps.size() + 2);
        try (Database database = databases.create(way, setup)) {
            World world = new World(database);
            for (Step step : steps) {
                trace.add(step.observe(world));
            }
            trace.add(CLOSE.observe(world));
            trace.add(new Step("content", unused -> Content.of(database)).observe(world));
        }
        return trace;
    }

    String line(int step) {
        if (step < steps.size()) {
            return steps.get(step).line();
        }
        return step == steps.size() ? CLOSE.line() : "(content of the database)";
    }

    boolean hasTwoConnections() {
        return steps.stream().anyMatch(step -> step.line().startsWith("Connection c0"))
                && steps.stream().anyMatch(step -> step.line().startsWith("Connection c1"));
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
