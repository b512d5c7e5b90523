// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** JDBC calls in a row, made by one thread. */
record Program(Setup setup, List<Step> steps) {
    private static final Step CLOSE = new Step("(close of all connections)", World::closeAll);

    /** Runs it through {@code way}: an observation for each step, one of the close, one of the database's content. */
    List<Observation> run(Way way, Databases databases) throws SQLException {
        List<Observation> trace = new ArrayList<>(steps.size() + 2);
        try (Database database = databases.create(way, setup)) {
            World world = new World(way, database);
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

    /** What {@code look} shows just before a step. */
    Observation before(int step, Way way, Databases databases, Step.Action look) throws SQLException {
        List<Step> asked = new ArrayList<>(steps.subList(0, step));
        asked.add(new Step("", look));
        return new Program(setup, asked).run(way, databases).get(step);
    }

    /** The same program with some of its steps only. */
    Program with(IntPredicate kept) {
        List<Step> fewer = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (kept.test(i)) {
                fewer.add(steps.get(i));
            }
        }
        return new Program(setup, fewer);
    }

    Program without(int from, int to) {
        return with(i -> i < from || i >= to);
    }

    Program upTo(int count) {
        return with(i -> i < count);
    }
}
