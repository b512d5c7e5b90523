// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a history tells of batches, as seen from one step. */
record BatchHistory(History history, int step) {

    /** The last use of a prepared statement, up to this step, that runs with other parameters after a batch; or none. */
    int useOfLostParameters() {
        Map<Variable, Set<Integer>> setSince = new HashMap<>();
        Set<Variable> filled = new HashSet<>();
        Set<Variable> executed = new HashSet<>();
        int last = History.NONE;
        for (int i = 0; i <= Math.min(step, history.program().steps().size() - 1); i++) {
            Step made = history.step(i);
            Variable statement = made.on();
            Variable prepared = made.assigned();
            if (made.call() == Call.PREPARE && !history.failedOnDriver(i)) {
                filled.remove(prepared);
                executed.remove(prepared);
            }
            if (statement.type() != Variable.Type.PREPARED_STATEMENT || !history.wasMade(i)) {
                continue;
            }
            switch (made.call()) {
                case SET_PARAMETER ->
                    setSince.computeIfAbsent(statement, unused -> new HashSet<>())
                            .add(made.number());
                case CLEAR_PARAMETERS -> setSince.remove(statement);
                default -> {
                    boolean entry = made.call() == Call.ADD_BATCH;
                    boolean batch = made.call().isBatch();
                    if (!entry && !batch && !made.call().executes()) {
                        continue;
                    }
                    boolean runsFirstEntry = !entry && !batch && filled.contains(statement);
                    boolean forgotten = !batch
                            && executed.contains(statement)
                            && setSince.getOrDefault(statement, Set.of()).size() < parameters(i);
                    if (runsFirstEntry || forgotten) {
                        last = i;
                    }
                    if (entry) {
                        filled.add(statement);
                    } else if (batch) {
                        executed.add(statement);
                        setSince.remove(statement);
                    }
                }
            }
        }
        return last;
    }

    private int parameters(int at) {
        return history.execution(at).sql().stream()
                .mapToInt(Sql::parameters)
                .max()
                .orElse(0);
    }

    /** The last addBatch or execution of an empty batch of this statement, if it has executed nothing since; or none. */
    int callSinceExecution() {
        Variable statement = history.step(step).on().statement();
        if (statement == null || statement.isOfPrepared()) {
            return History.NONE;
        }
        int last = history.last(
                step,
                i -> history.step(i).calls(Call.ADD_BATCH, statement)
                        || history.step(i).executes(statement));
        boolean executes = last != History.NONE && history.step(last).call().executes();
        return executes && !history.ranNothing(last) ? History.NONE : last;
    }

    /** Whether the driver ran fewer entries than this batch has. */
    boolean lostEntries() {
        Observation expected = history.onDriver().get(step);
        int counts = expected.value().equals(History.NO_COUNTS) ? 0 : numbers(expected).length;
        return history.step(step).call().isBatch()
                && !expected.isFailure()
                && counts < history.batch(step).size();
    }

    /** Whether the counts of a batch are the same but for entries that change no rows, which are 0 here. */
    boolean countsDifferForOthersOnly() {
        List<Sql> entries = history.batch(step);
        String[] expected = numbers(history.onDriver().get(step));
        String[] actual = numbers(history.onOurs().get(step));
        if (expected.length != entries.size() || actual.length != entries.size()) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            boolean other = !entries.get(i).first().changesRows();
            if (!actual[i].equals(expected[i]) && !(other && actual[i].equals("0"))) {
                return false;
            }
        }
        return true;
    }

    private static String[] numbers(Observation counts) {
        return counts.value().replaceAll("[\\[\\]]", "").split(", ");
    }
}
