// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.SQLException;
import java.util.Objects;

/** The rules on the use of statements. */
final class StatementRules {
    static final Excuse DRIVER_BUG =
            Excuse.goingOn(difference -> (difference.expected().is(NullPointerException.class)
                            || difference.expected().is(IndexOutOfBoundsException.class)
                            || difference.expected().says("inconsistent internal state"))
                    && isRight(difference));

    static final Excuse PARAMETER_INDEX = Excuse.leavingItOut(difference -> difference.call() == Call.SET_PARAMETER
            && difference.actual().isFailure()
            && difference.execution().any(sql -> difference.made().number() > sql.parameters()));

    static final Excuse STATEMENT_AFTER_FAILURE =
            Excuse.leavingItOut(difference -> difference.made().on().isOfPrepared()
                    && hasFailedBefore(difference)
                    && (difference.expected().says("is not executing")
                            || difference.expected().says("has been finalized")
                            || difference.expected().says("pointer is closed")));

    static final Excuse CLOSE_ON_COMPLETION = Excuse.leavingItOut(difference -> difference
                    .expected()
                    .says("pointer is closed")
            && difference
                    .history()
                    .hasStep(
                            difference.step(),
                            step -> step.call() == Call.CLOSE_ON_COMPLETION
                                    && step.on().equals(difference.made().on().statement())));

    static final Excuse USE_AFTER_CLOSE =
            Excuse.leavingItOut(difference -> difference.history().isClosedBefore(difference.step())
                    && (difference.actual().is(SessionClosedException.class)
                            || difference.call() == Call.IS_CLOSED
                                    && difference.actual().value().equals("true")));

    static final Excuse QUERY_OF_PRAGMA = Excuse.leavingOut(
            StatementRules::queryOfPragma, difference -> !difference.actual().isFailure());

    static final Excuse COLUMNS_OF_A_WRITE = Excuse.goingOn(difference -> difference.call() == Call.COLUMNS
            && difference.made().on().type() == Variable.Type.PREPARED_STATEMENT
            && difference.expected().says("out of bounds")
            && difference.actual().value().isEmpty());

    static final Excuse EMPTY_TEXT = Excuse.leavingOut(
            difference -> isGivenNoStatement(difference) ? difference.step() : lastEmpty(difference),
            difference -> isGivenNoStatement(difference)
                    || difference.expected().says("has been finalized")
                    || difference.execution().any(Sql::isEmpty));

    static final Excuse COMPILED_ONCE =
            Excuse.leavingItOut(difference -> difference.expected().failureCode() == Difference.SQLITE_ERROR
                    && !difference.actual().isFailure()
                    && difference.call() == Call.PREPARE
                    && isNotCompiled(difference));

    static final Excuse NEWEST_SCHEMA =
            Excuse.leavingItOut(difference -> difference.actual().failureCode() == Difference.SQLITE_ERROR
                    && !difference.expected().isFailure()
                    && difference.call() == Call.PREPARE
                    && difference.hasOtherChangedSchema());

    private StatementRules() {}

    /** Whether we answered what is right after the last execution, where the driver crashed. */
    private static boolean isRight(Difference difference) {
        Observation actual = difference.actual();
        if (actual.isFailure()) {
            return actual.is(SQLException.class);
        }
        Execution last = difference.execution();
        boolean hasRows = last.hasRun() && last.first(SqlStatement::returnsRows);
        return switch (difference.call()) {
            case GET_UPDATE_COUNT, GET_LARGE_UPDATE_COUNT ->
                actual.value().equals("-1")
                        || actual.value().equals(difference.history().lastUpdateGave(difference.step()))
                        || !last.changesRows() && actual.value().equals("0");
            case GET_RESULT_SET, GET_MORE_RESULTS ->
                hasRows
                        || actual.equals(Observation.NO_RESULT)
                        || actual.value().equals("false");
            case GET_KEYS -> actual.value().equals(" end") || last.any(Sql::inserts);
            case COLUMNS -> actual.value().isEmpty() != last.first(SqlStatement::returnsRows);
            // If it was to read no row, there is nothing to show.
            case READ -> actual.hasEnded() || actual.value().isEmpty();
            default -> true;
        };
    }

    private static boolean hasFailedBefore(Difference difference) {
        History history = difference.history();
        return history.last(
                        difference.step(),
                        i -> history.step(i).executes(difference.made().on().statement()) && history.failedOnDriver(i))
                != History.NONE;
    }

    /** The last executeQuery of a prepared PRAGMA without rows that failed on both sides, or none. */
    private static int queryOfPragma(Difference difference) {
        History history = difference.history();
        return history.last(
                difference.step(),
                i -> history.step(i).call() == Call.EXECUTE_QUERY
                        && history.step(i).sql() == null
                        && history.failedOnBoth(i)
                        && history.sql(i).stream()
                                .anyMatch(sql -> sql.is(StatementKind.PRAGMA)
                                        && !sql.first().returnsRows()));
    }

    private static boolean isGivenNoStatement(Difference difference) {
        Sql sql = difference.made().sql();
        return sql != null
                && sql.isEmpty()
                && difference.actual().isFailure()
                && difference.actual().failureCode() == 0;
    }

    private static int lastEmpty(Difference difference) {
        return difference
                .history()
                .lastStep(
                        difference.step(),
                        step -> step.sql() != null && step.sql().isEmpty());
    }

    /** Whether this step prepares a text that was prepared before, or a PRAGMA: neither is compiled. */
    private static boolean isNotCompiled(Difference difference) {
        History history = difference.history();
        Sql text = Objects.requireNonNull(difference.made().sql());
        return text.is(StatementKind.PRAGMA)
                || history.last(
                                difference.step(),
                                i -> history.step(i).call() == Call.PREPARE
                                        && Objects.requireNonNull(
                                                        history.step(i).sql())
                                                .text()
                                                .equals(text.text())
                                        && !history.onOurs().get(i).isFailure())
                        != History.NONE;
    }
}
