// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The steps of a program and what they showed on both sides. */
record History(Program program, List<Observation> onDriver, List<Observation> onOurs) {
    /** Of no step. */
    static final int NONE = -1;

    /** What an empty batch gives. */
    static final String NO_COUNTS = "[]";

    Step step(int at) {
        return program.step(at);
    }

    /** The last step before one that has a property, or none. */
    int last(int before, IntPredicate property) {
        for (int i = Math.min(before, program.steps().size()) - 1; i >= 0; i--) {
            if (property.test(i)) {
                return i;
            }
        }
        return NONE;
    }

    int lastStep(int before, Predicate<Step> property) {
        return last(before, i -> property.test(step(i)));
    }

    /** Whether there is a step before one that has a property. */
    boolean hasStep(int before, Predicate<Step> property) {
        return lastStep(before, property) != NONE;
    }

    boolean failedOnDriver(int at) {
        return onDriver.get(at).isFailure();
    }

    boolean failedOnBoth(int at) {
        return failedOnDriver(at) && onOurs.get(at).isFailure();
    }

    /** Whether a call was made on the driver, so what it needed was there. */
    boolean wasMade(int at) {
        return !onDriver.get(at).equals(Observation.SKIPPED);
    }

    /** Whether it is the execution of an empty batch. */
    boolean ranNothing(int execution) {
        return onDriver.get(execution).value().equals(NO_COUNTS)
                && onOurs.get(execution).value().equals(NO_COUNTS);
    }

    /** The step that gave a variable the value that it has just before another step, or none. */
    int assignment(int before, Variable variable) {
        return last(
                before,
                i -> step(i).assigns(variable)
                        && wasMade(i)
                        && !failedOnDriver(i)
                        && !onDriver.get(i).equals(Observation.NO_RESULT));
    }

    /** The last execution through the statement that a step is about, before that step. */
    Execution executionBefore(int at) {
        return execution(at - 1, at);
    }

    /** The same, or the execution that the step itself is. */
    Execution execution(int at) {
        return execution(at, at);
    }

    private Execution execution(int from, int at) {
        Step asking = step(at);
        Variable statement = asking.on().statement();
        if (statement == null) {
            return Execution.NOTHING;
        }
        // A result set is not of the statement that its variable has held only since.
        int since = asking.on().isRows() ? assignment(at, asking.on()) : at;
        for (int i = from; i >= 0; i--) {
            if (step(i).executes(statement) && wasMade(i) && (i == at || !ranNothing(i))) {
                return new Execution(i, step(i).call(), sql(i));
            }
            if (i <= since && i < at && step(i).assigns(statement) && !failedOnDriver(i)) {
                Sql prepared = step(i).sql();
                return prepared == null ? Execution.NOTHING : new Execution(NONE, Call.GET, List.of(prepared));
            }
        }
        return Execution.NOTHING;
    }

    /** The execution that gave the result set that a step is about. */
    Execution openingOf(int at) {
        int assignment = assignment(at, step(at).on());
        return assignment == NONE ? Execution.NOTHING : execution(assignment);
    }

    /** Whether the statement that a step is about was prepared so that it gives the keys of all that it inserts. */
    boolean wantsKeys(int at) {
        int prepared = assignment(at, step(at).on());
        return prepared != NONE && step(prepared).number() == Statement.RETURN_GENERATED_KEYS;
    }

    /** What an execution runs. */
    List<Sql> sql(int execution) {
        Step step = step(execution);
        if (step.call().isBatch()) {
            return batch(execution);
        }
        Sql text = step.sql() == null ? prepared(execution, step.on()) : step.sql();
        return text == null ? List.of() : List.of(text);
    }

    private @Nullable Sql prepared(int before, Variable statement) {
        int prepared = assignment(before, statement);
        return prepared == NONE ? null : step(prepared).sql();
    }

    /** The entries of the batch that a step runs, as the SQL of each. */
    List<Sql> batch(int execution) {
        List<Sql> entries = new ArrayList<>();
        Variable statement = step(execution).on();
        for (int i = 0; i < execution; i++) {
            Step step = step(i);
            if (step.calls(Call.ADD_BATCH, statement) && wasMade(i) && !failedOnDriver(i)) {
                Sql entry = step.sql() == null ? prepared(i, statement) : step.sql();
                if (entry != null) {
                    entries.add(entry);
                }
            } else if (step.calls(Call.CLEAR_BATCH, statement)
                    || step.call().isBatch() && step.on().equals(statement)
                    || step.assigns(statement) && !failedOnDriver(i)) {
                entries.clear();
            }
        }
        return entries;
    }

    /** The last execution before a step that failed on both sides and ran what has a property, or none. */
    int lastFailureOf(int before, Predicate<Sql> property) {
        return last(
                before,
                i -> step(i).call().executes()
                        && failedOnBoth(i)
                        && sql(i).stream().anyMatch(property));
    }

    /** Whether an execution was refused before it ran, since its call does not fit what it gives. */
    boolean wasRefused(int execution) {
        Call call = step(execution).call();
        Observation shown = onOurs.get(execution);
        return shown.failureCode() == 0
                && sql(execution).stream()
                        .anyMatch(sql ->
                                call == Call.EXECUTE_QUERY && !sql.first().returnsRows()
                                        || call.isUpdate() && sql.first().returnsRows());
    }

    /** What the last execution gave here if it was an update. A call that was refused is none: it runs nothing. */
    String lastUpdateGave(int before) {
        Variable statement = step(before).on();
        int execution = last(before, i -> step(i).executes(statement) && !wasRefused(i));
        return execution != NONE && step(execution).call().isUpdate()
                ? onOurs.get(execution).value()
                : "";
    }

    /** The last step before one that would have ended a transaction but was busy on both sides, or none. */
    int lastBusyEnd(int before) {
        return last(before, i -> onDriver.get(i).isBusy() && onOurs.get(i).isBusy() && endsTransaction(i));
    }

    private boolean endsTransaction(int at) {
        return switch (step(at).call()) {
            case COMMIT, RELEASE, TURN_AUTO_COMMIT_ON, TURN_AUTO_COMMIT_OFF -> true;
            default ->
                step(at).call().executes()
                        && sql(at).stream()
                                .anyMatch(sql -> sql.is(StatementKind.COMMIT) || sql.is(StatementKind.RELEASE));
        };
    }

    /** Whether what a step uses, or its statement or connection, was closed before it. */
    boolean isClosedBefore(int at) {
        Variable on = step(at).on();
        Variable statement = on.statement();
        int made = on.isRows() ? openingOf(at).step() : assignment(at, on);
        if (last(at, i -> i > made && closes(step(i), on)) != NONE) {
            return true;
        }
        int statementMade = statement == null ? NONE : assignment(at, statement);
        return statement != null
                && last(at, i -> i > statementMade && step(i).calls(Call.CLOSE_ON_COMPLETION, statement)) != NONE;
    }

    private static boolean closes(Step step, Variable variable) {
        Variable connection = Variable.connection(variable.connection());
        Variable statement = variable.statement();
        return step.calls(Call.CLOSE, variable)
                || step.calls(Call.CLOSE, connection)
                || step.assigns(connection)
                || statement != null && step.calls(Call.CLOSE, statement)
                || statement != null && variable.isRows() && endsResults(step, statement);
    }

    private static boolean endsResults(Step step, Variable statement) {
        return step.executes(statement) || step.calls(Call.GET_MORE_RESULTS, statement);
    }
}
