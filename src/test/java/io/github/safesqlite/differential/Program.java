// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.testing.WayIn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** JDBC calls in a row, made by one thread. */
record Program(Setup setup, List<Step> steps) {
    private static final Step CLOSE_ALL = Step.of(Call.CLOSE_ALL, Variable.all(), World::closeAll);
    private static final Step CONTENT = Step.of(Call.CONTENT, Variable.all(), unused -> World.MISSING);

    /** Runs it through {@code way}: an observation for each step, one of the close, one of the database's content. */
    List<Observation> run(WayIn way, Databases databases) throws SQLException {
        List<Observation> trace = new ArrayList<>(steps.size() + 2);
        try (Database database = databases.create(way, setup)) {
            World world = new World(way, database);
            for (Step step : steps) {
                trace.add(step.action().observe(world));
            }
            trace.add(CLOSE_ALL.action().observe(world));
            Step.Action content = unused -> Content.of(database);
            trace.add(content.observe(world));
        }
        return trace;
    }

    /** A step, or what is done after the last one. */
    Step step(int index) {
        if (index < steps.size()) {
            return steps.get(index);
        }
        return index == steps.size() ? CLOSE_ALL : CONTENT;
    }

    boolean hasTwoConnections() {
        return opens(0) && opens(1);
    }

    private boolean opens(int connection) {
        return steps.stream().anyMatch(step -> step.calls(Call.OPEN, Variable.connection(connection)));
    }

    /** What {@code look} shows just before a step. */
    Observation before(int step, WayIn way, Databases databases, Step.Action look) throws SQLException {
        List<Step> asked = new ArrayList<>(steps.subList(0, step));
        asked.add(Step.of(Call.GET, Variable.all(), look));
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
