// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** The differences from the driver that are on purpose, the table of {@code docs/compatibility.md}. */
enum IntendedDifferences {
    DRIVER_BUG(
            "some calls fail with a `NullPointerException` or an `IndexOutOfBoundsException`, such as `getLargeUpdateCount()` of a new statement",
            "they answer, or fail with an `SQLException`",
            "nobody relies on a crash",
            false,
            difference -> difference.expected().detail().startsWith("java.lang.")
                    || difference.expected().detail().contains("inconsistent internal state")),
    MORE_KEY_FORMS(
            "`executeUpdate(sql, int[])` and `(sql, String[])` and such throw `SQLFeatureNotSupportedException`",
            "they give the generated keys",
            "JDBC asks for it",
            true,
            difference -> difference.expected().detail().startsWith("java.sql.SQLFeatureNotSupported")),
    BATCH_FAILURE(
            "a batch that fails keeps the entries before the failed one, also in auto-commit mode; the counts of the exception are zeros, a prepared batch throws an exception without counts",
            "in auto-commit mode nothing is kept and each count is `EXECUTE_FAILED` (`atomicBatches`); in a transaction the counts are those of the entries before the failed one",
            "a batch in one transaction is 17 times as fast and can be retried; the counts are those that JDBC describes",
            true,
            difference -> difference.line().contains("atch();")
                    && difference.expected().isFailure()
                    && difference.expected().failureCode()
                            == difference.actual().failureCode()),
    QUERY_THAT_IS_NONE(
            "`executeQuery` of an INSERT runs it and then throws",
            "it throws and runs nothing",
            "a call that fails must not have written",
            true,
            difference -> difference.line().contains("executeQuery(")
                    && difference.expected().failureCode() == 101
                    && difference.actual().failureCode() == 0),
    RESULTS_AFTER_FAILURE(
            "`getResultSet()` and `getMoreResults()` after a failed or finished execution throw \"statement is not executing\"",
            "`null` and `false`: there is no result",
            "JDBC asks for it",
            false,
            difference -> difference.expected().detail().contains("statement is not executing")
                    && !difference.actual().isFailure()),
    STALE_COUNT(
            "`getUpdateCount()` after a statement that changes no rows (DDL, PRAGMA) is that of the last INSERT, UPDATE or DELETE; before the first execution it is 0",
            "0 after such a statement, -1 before the first execution",
            "JDBC asks for it",
            false,
            difference -> (difference.line().contains("UpdateCount()")
                            || difference.line().contains("Update();"))
                    && !difference.expected().isFailure()
                    && (difference.actual().value().equals("0")
                            || difference.actual().value().equals("-1"))),
    USE_AFTER_CLOSE(
            "some getters answer on what belongs to a closed connection",
            "they throw, as all calls do",
            "JDBC asks for it",
            false,
            difference -> difference.actual().detail().contains("SessionClosedException")
                    && difference.line().contains(".get")
                    && !difference.expected().isFailure());

    private final String driver;
    private final String ours;
    private final String why;
    private final boolean changesWhatFollows;
    private final Predicate<Difference> rule;

    IntendedDifferences(
            String driver, String ours, String why, boolean changesWhatFollows, Predicate<Difference> rule) {
        this.driver = driver;
        this.ours = ours;
        this.why = why;
        this.changesWhatFollows = changesWhatFollows;
        this.rule = rule;
    }

    static Optional<IntendedDifferences> ruleFor(Difference difference) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.rule.test(difference))
                .findFirst();
    }

    /** Whether the program can not be compared any more after it. */
    boolean changesWhatFollows() {
        return changesWhatFollows;
    }

    /** The row of the document. */
    String row() {
        return "| " + driver + " | " + ours + " | " + why + " |";
    }
}
