// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLFeatureNotSupportedException;
import java.util.regex.Pattern;

/** The rules on results and result sets. */
final class ResultRules {
    /** What follows the name and the label of a column. */
    private static final Pattern COLUMN_DETAILS = Pattern.compile("([^|;]*\\|[^|;]*\\|)[^;]*;");

    static final Excuse READ_OUT_RETURNING = Excuse.leavingOut(
            difference -> difference.openResults().unreadReturning(),
            difference -> difference.expected().failureCode() == Difference.SQLITE_BUSY
                    || difference.expected().failureCode() == Difference.SQLITE_LOCKED
                    || difference.actual().says("closed with its transaction")
                    || difference.call() == Call.CONTENT
                    || isLost(difference)
                    || difference.call() == Call.READ
                            && (difference.program().hasTwoConnections() || rolledBackByItself(difference))
                    || difference.execution().mentions(SqlWords.COUNTERS));

    static final Excuse QUERY_THAT_IS_NONE = Excuse.leavingItOut(difference -> difference.call() == Call.EXECUTE_QUERY
            && difference.expected().isFailure()
            && difference.actual().failureCode() == 0
            && !difference.execution().first(SqlStatement::returnsRows));

    static final Excuse RESULTS_AFTER_FAILURE =
            Excuse.leavingItOut(difference -> difference.call().asksForResults()
                    && !difference.actual().isFailure()
                    && (difference.expected().says("statement is not executing")
                            || difference.expected().says("already requested")
                            || difference.actual().value().equals("null")));

    static final Excuse RESULT_LEFT_BEHIND =
            Excuse.leavingItOut(difference -> difference.expected().failureCode() == Difference.SQLITE_LOCKED
                    && !difference.actual().isFailure()
                    && difference
                            .history()
                            .hasStep(
                                    difference.step(),
                                    step -> step.call() == Call.GET_MORE_RESULTS
                                            && step.on().connection()
                                                    == difference.made().on().connection()));

    static final Excuse KEPT_RESULT =
            Excuse.leavingItOut(difference -> difference.call() == Call.GET_MORE_RESULTS_KEEPING
                    && difference.expected().is(SQLFeatureNotSupportedException.class)
                    && !difference.actual().isFailure());

    static final Excuse MOST_ROWS =
            Excuse.leavingOut(ResultRules::limitSinceExecution, difference -> difference.call() == Call.READ);

    static final Excuse FETCH_SIZE = Excuse.goingOn(difference -> difference.call() == Call.SET_FETCH_SIZE
            && difference.expected().says("fetch size")
            && !difference.actual().isFailure());

    static final Excuse COLUMN_METADATA = Excuse.goingOn(difference -> difference.call() == Call.COLUMNS
            && names(difference.expected()).equals(names(difference.actual()))
            && !difference.made().on().isRows()
            && difference.execution().hasRun());

    static final Excuse OPEN_RESULT_SETS = Excuse.goingOn(difference -> difference.isOnWal()
            && difference.call() == Call.READ
            && difference.bothSucceed()
            && difference.isAsWhenOpened());

    static final Excuse DEFINITION_BESIDE_ROWS =
            Excuse.leavingItOut(difference -> difference.expected().failureCode() == Difference.SQLITE_LOCKED
                    && !difference.actual().isFailure()
                    && difference.isOnWal()
                    && difference.execution().any(Sql::changesSchema));

    static final Excuse OLD_SNAPSHOT = Excuse.leavingOut(
            difference -> difference.openResults().formerQuery(),
            difference -> difference.isOnWal()
                    && difference.program().hasTwoConnections()
                    && difference.call() == Call.READ
                    && difference.bothSucceed());

    private ResultRules() {}

    /** Whether the connection of the unread RETURNING was closed or opened anew, so that the driver lost the change. */
    private static boolean isLost(Difference difference) {
        int returning = difference.openResults().unreadReturning();
        Variable connection =
                Variable.connection(difference.history().step(returning).on().connection());
        int last = difference
                .history()
                .lastStep(difference.step(), step -> step.calls(Call.CLOSE, connection) || step.assigns(connection));
        return last > returning;
    }

    private static boolean rolledBackByItself(Difference difference) {
        History history = difference.history();
        return history.last(
                        difference.step(),
                        i -> history.step(i).call().executes()
                                && history.failedOnDriver(i)
                                && history.sql(i).stream().anyMatch(sql -> sql.mentions(SqlWords.OR_ROLLBACK)))
                != History.NONE;
    }

    /** The last setMaxRows since the execution whose rows are read, or none. */
    private static int limitSinceExecution(Difference difference) {
        Variable statement = difference.made().on().statement();
        int limit = statement == null
                ? History.NONE
                : difference.history().lastStep(difference.step(), step -> step.calls(Call.SET_MAX_ROWS, statement));
        return limit > difference.executionBefore().step() ? limit : History.NONE;
    }

    private static String names(Observation columns) {
        return COLUMN_DETAILS.matcher(columns.value()).replaceAll("$1;");
    }
}
