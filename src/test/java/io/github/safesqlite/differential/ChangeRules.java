// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.BatchUpdateException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.regex.Pattern;

/** The rules on what a change gives: counts, keys, batches. */
final class ChangeRules {
    /** Counts of entries, or of failures only. */
    private static final Pattern BATCH_COUNTS = Pattern.compile("\\[(-3(, -3)*|(\\d+|-2)(, (\\d+|-2))*)?\\]");

    private static final Pattern COUNTER_TABLE_ROW = Pattern.compile(" \\([^()]*safesqlite_change_counters[^()]*\\)");

    private static final String NO_COUNT = "-1";
    private static final String NO_KEYS = " end";

    static final Excuse MORE_KEY_FORMS =
            Excuse.leavingItOut(difference -> difference.call() == Call.EXECUTE_UPDATE_FOR_COLUMNS
                    && difference.expected().is(SQLFeatureNotSupportedException.class));

    static final Excuse GENERATED_KEYS = Excuse.goingOn(difference -> difference.call() == Call.GET_KEYS
            && (difference.actual().value().equals(NO_KEYS) ? mayHaveNoKeys(difference) : mayHaveKeys(difference)));

    static final Excuse BATCH_FAILURE =
            Excuse.leavingItOut(difference -> difference.call().isBatch()
                    && difference.expected().isFailure()
                    && difference.expected().failureCode()
                            == difference.actual().failureCode()
                    && BATCH_COUNTS.matcher(difference.actual().batchCounts()).matches());

    static final Excuse PARAMETERS_AFTER_BATCH =
            Excuse.leavingOut(difference -> difference.batches().useOfLostParameters(), difference -> true);

    static final Excuse EMPTIED_BATCH =
            Excuse.leavingItOut(difference -> difference.batches().lostEntries());

    static final Excuse RESULTS_BESIDE_A_BATCH = Excuse.leavingOut(
            difference -> difference.batches().callSinceExecution(),
            difference -> !difference.actual().isFailure()
                    && (difference.call().asksForCount()
                            || difference.call().asksForResults()
                            || difference.made().on().isRows()));

    static final Excuse BATCH_OF_QUERIES =
            Excuse.leavingItOut(difference -> difference.call().isBatch()
                    && difference.actual().is(BatchUpdateException.class)
                    && difference.execution().any(sql -> sql.first().returnsRows()));

    static final Excuse STALE_COUNT =
            Excuse.goingOn(difference -> difference.call().isBatch()
                    ? !difference.actual().isFailure() && difference.batches().countsDifferForOthersOnly()
                    : difference.bothAreNumbers()
                            && (difference.call().isUpdate()
                                    ? !difference.execution().changesRows()
                                            && difference.actual().value().equals("0")
                                    : difference.call().asksForCount() && isStaleCount(difference)));

    static final Excuse COUNTERS_AFTER_FAILURE = Excuse.leavingOut(
            difference -> asksForCounters(difference) ? Excuse.GOES_ON : counterInsert(difference),
            Difference::hasFailedToChangeRows);

    static final Excuse COUNTER_TABLE = Excuse.goingOn(difference -> difference.call() == Call.METADATA
            && COUNTER_TABLE_ROW
                    .matcher(difference.actual().value())
                    .replaceAll("")
                    .equals(difference.expected().value()));

    private ChangeRules() {}

    private static boolean mayHaveNoKeys(Difference difference) {
        Execution last = difference.executionBefore();
        return difference.lastExecutionFailed()
                || last.call() == Call.EXECUTE_QUERY
                || last.any(ChangeRules::mayInsertNothing)
                || last.call().isBatch() && !last.any(Sql::inserts);
    }

    private static boolean mayHaveKeys(Difference difference) {
        Execution last = difference.executionBefore();
        boolean other = last.call().isBatch() && hasKeyOfEach(difference)
                || last.any(ChangeRules::mayInsertNothing)
                || !last.call().isBatch() && difference.expected().value().equals(NO_KEYS);
        return difference.lastCallWasRefused() || !difference.lastExecutionFailed() && last.any(Sql::inserts) && other;
    }

    /** Whether there are as many keys as the batch has entries, if each of them gives one that was asked for. */
    private static boolean hasKeyOfEach(Difference difference) {
        List<Sql> entries = difference.executionBefore().sql();
        boolean each = difference.history().wantsKeys(difference.step())
                && entries.stream().allMatch(sql -> sql.inserts() && !mayInsertNothing(sql));
        long keys = difference.actual().value().chars().filter(c -> c == '(').count();
        return !each || keys == entries.size();
    }

    private static boolean mayInsertNothing(Sql sql) {
        return sql.hasReturning() || sql.mentions(SqlWords.MAY_INSERT_NOTHING);
    }

    private static boolean isStaleCount(Difference difference) {
        Execution last = difference.executionBefore();
        String expected = difference.expected().value();
        String actual = difference.actual().value();
        boolean noCount = actual.equals(NO_COUNT);
        if ((expected.equals("0") || expected.equals(NO_COUNT))
                && actual.equals(difference.history().lastUpdateGave(difference.step()))) {
            return true;
        }
        if (!last.hasRun() || difference.lastExecutionFailed()) {
            return noCount;
        }
        return !last.changesRows() && (noCount || actual.equals("0"))
                || noCount && (last.call().isBatch() || last.call() == Call.EXECUTE_SCRIPT);
    }

    /** Whether each changed row makes a trigger change another one. */
    private static boolean firesTrigger(Difference difference) {
        Execution execution = difference.execution();
        return execution.mentions(SqlWords.UPDATES_U)
                || execution.mentions(SqlWords.INTO_T)
                        && difference
                                .history()
                                .hasStep(
                                        difference.step(),
                                        step -> step.sql() != null && step.sql().mentions(SqlWords.TRIGGER_ON_T));
    }

    private static boolean asksForCounters(Difference difference) {
        return difference.executionBefore().mentions(SqlWords.COUNTERS);
    }

    /** The last execution that stored a counter, or none. */
    private static int counterInsert(Difference difference) {
        return difference
                .history()
                .last(
                        difference.step(),
                        i -> difference.history().step(i).call().executes()
                                && difference.history().sql(i).stream()
                                        .anyMatch(sql -> sql.inserts() && sql.mentions(SqlWords.COUNTERS)));
    }
}
