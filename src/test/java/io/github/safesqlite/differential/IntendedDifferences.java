// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** The differences from the driver that are on purpose, the table of {@code docs/compatibility.md}. */
enum IntendedDifferences {
    DRIVER_BUG(
            "some calls fail with a `NullPointerException`, an `IndexOutOfBoundsException` or \"inconsistent internal state\", such as `getLargeUpdateCount()` of a new statement",
            "they answer, or fail with an `SQLException`",
            "nobody relies on a crash",
            false,
            difference -> difference.expected().detail().startsWith("java.lang.")
                    || difference.expected().detail().contains("inconsistent internal state")),
    MORE_KEY_FORMS(
            "`executeUpdate(sql, int[])` and `executeUpdate(sql, String[])` throw `SQLFeatureNotSupportedException`",
            "they give the generated keys",
            "JDBC asks for it",
            true,
            difference -> difference.expected().detail().startsWith("java.sql.SQLFeatureNotSupported")),
    READ_OUT_RETURNING(
            "a RETURNING result that is not read to its end keeps the write lock in auto-commit mode, and the next statements fail with SQLITE_BUSY; if the connection is closed then, the change is lost",
            "the rows are read out and the change is committed before `executeQuery` returns",
            "a forgotten result set must not stop all writers",
            true,
            difference -> difference.hasUnreadReturning()
                    && (difference.expected().failureCode() == 5
                            || difference.isInContent()
                            || difference.program().hasTwoConnections()
                                    && difference.line().contains(".read ")
                            || difference.lastExecution().contains("changes()"))),
    TWO_CONNECTIONS(
            "two connections of one thread meet SQLITE_BUSY as their locks happen to be",
            "a transaction takes the write lock with its first statement (`beginMode`), an inner write on another connection is let in or fails at once, and what is busy is tried again",
            "waiting for oneself would never end",
            true,
            difference -> difference.program().hasTwoConnections()
                    && ((difference.expected().failureCode() & 0xff) == 5
                            || (difference.actual().failureCode() & 0xff) == 5)),
    ADOPTED_TRANSACTION(
            "`setAutoCommit(false)` after BEGIN in SQL throws, and the open transaction becomes the one that `commit()` ends",
            "the same, without throwing",
            "it does what it was asked for",
            false,
            difference -> difference.line().contains("setAutoCommit(false)")
                    && difference.expected().failureCode() == 1),
    MANUAL_MODE_WITHOUT_TRANSACTION(
            "`setAutoCommit(true)` after COMMIT or ROLLBACK in SQL in manual commit mode, or after the release of the savepoint that began the transaction, turns the mode on and throws",
            "it turns the mode on",
            "there is nothing to commit",
            false,
            difference -> difference.line().contains("setAutoCommit(true)")
                    && difference.expected().detail().contains("no transaction is active")
                    && !difference.actual().isFailure()),
    ABORTED_TRANSACTION(
            "after SQLite rolled the transaction back by itself (OR ROLLBACK, a full disk) in manual commit mode each statement commits by itself, and `commit()` and `rollback()` throw",
            "each statement and `commit()` throw a `TransactionAbortedException` until `rollback()`",
            "a part of a transaction must not be kept",
            true,
            difference -> difference.actual().detail().contains("SQLite has rolled the transaction")
                    || difference.line().contains("rollback()")
                            && difference.expected().detail().contains("no transaction is active")
                            && !difference.actual().isFailure()),
    PARAMETER_INDEX(
            "a parameter index that is too large sets a parameter of a batch entry, or fails later",
            "the setter throws",
            "JDBC asks for it",
            true,
            difference -> difference.actual().detail().contains("out of range")),
    GENERATED_KEYS(
            "no keys, or those of an execution before, after a batch, a query, a failed statement, an unread RETURNING or an INSERT behind a comment or another statement; the key of an earlier insert after one that generated none (ignored, WITHOUT ROWID, turned into an update)",
            "the keys of a batch; those of any INSERT; none after a failure; which key follows an insert without one is not defined",
            "the driver recognizes an INSERT by the start of its text and reads one number of the connection",
            false,
            difference -> difference.line().contains("getGeneratedKeys")
                    && (difference
                                    .lastExecution()
                                    .matches(
                                            "(?s).*(Batch\\(|executeQuery\\(|RETURNING|OR IGNORE|INTO w|ON CONFLICT).*")
                            || difference.expected().value().equals(" end") && difference.lastExecutionInsertsLater()
                            || difference.lastExecutionFailed())),
    BATCH_FAILURE(
            "a batch that fails keeps the entries before the failed one, also in auto-commit mode; the counts of the exception are zeros, a prepared batch throws an exception without counts",
            "in auto-commit mode nothing is kept and each count is `EXECUTE_FAILED` (option `atomicBatches`); in a transaction the counts are those of the entries before the failed one",
            "a batch in one transaction is many times as fast and can be retried; the counts are as JDBC describes them",
            true,
            difference -> difference.line().contains("atch();")
                    && difference.expected().isFailure()
                    && difference.expected().failureCode()
                            == difference.actual().failureCode()),
    PARAMETERS_AFTER_BATCH(
            "`executeBatch()` of a prepared statement forgets its parameters",
            "they stay until they are set anew or cleared",
            "JDBC asks for it, and a batch that failed can be tried again",
            true,
            difference -> difference.line().matches("(?s).*\\bps\\d+\\.(execute|addBatch).*")
                    && difference.hasRunBefore(difference.statement() + "\\.execute(Large)?Batch")),
    BATCH_OF_QUERIES(
            "a prepared batch may hold a query, the rows of which are lost",
            "`BatchUpdateException`",
            "JDBC asks for it",
            true,
            difference -> difference.actual().detail().contains("returns rows")
                    && difference.line().contains("atch();")),
    QUERY_THAT_IS_NONE(
            "`executeQuery` of an INSERT runs it and then throws",
            "it throws and runs nothing",
            "a call that fails must not have written",
            true,
            difference -> difference.expected().isFailure()
                    && difference.actual().detail().matches("(?s).*(does not return rows|returned no result set).*")),
    RESULTS_AFTER_FAILURE(
            "`getResultSet()` and `getMoreResults()` before an execution or after a failed or finished one throw \"statement is not executing\" or give an unusable result set; a second `getResultSet()` throws",
            "`null` and `false` if there is no result; else the result set",
            "JDBC asks for it",
            false,
            difference -> (difference.expected().detail().contains("statement is not executing")
                            || difference.expected().detail().contains("already requested")
                            || difference.actual().value().matches("null|skipped"))
                    && !difference.line().matches("(?s).*\\.(execute|addBatch).*")),
    STATEMENT_AFTER_FAILURE(
            "after most errors other than a constraint a prepared statement can not be executed again (\"statement is not executing\")",
            "it can",
            "only the driver's own object is lost, and that is prepared again",
            true,
            difference -> difference
                    .expected()
                    .detail()
                    .matches("(?s).*(is not executing|has been finalized|pointer is closed).*")),
    FETCH_SIZE(
            "`setFetchSize` above the maximum of rows throws",
            "it takes the size",
            "it is a hint",
            false,
            difference -> difference.expected().detail().contains("fetch size")
                    && !difference.actual().isFailure()),
    SCRIPTS(
            "`execute` of a text with several statements runs the first and forgets the others",
            "it runs all; `getMoreResults()` goes through their results",
            "what was asked for must not be lost in silence",
            true,
            difference -> difference.line().contains(" of several") || difference.hasRunBefore(" of several;")),
    READ_ONLY(
            "`setReadOnly(true)` throws on an open connection",
            "the connection refuses writes until `setReadOnly(false)`, and its transactions take no write lock",
            "JDBC asks for it",
            true,
            difference -> difference.line().contains("setReadOnly(true)")
                    && difference.expected().detail().contains("read-only flag")),
    STALE_COUNT(
            "`getUpdateCount()` after a statement that changes no rows (DDL, PRAGMA) is that of the last INSERT, UPDATE or DELETE; before the first execution it is 0; after an `executeUpdate` it may be 0 or -1",
            "0 after such a statement, -1 before the first execution; after an `executeUpdate` what it returned",
            "JDBC asks for it",
            false,
            difference -> difference.line().matches("(?s).*(UpdateCount\\(|Update\\().*")
                            && difference.bothAreNumbers()
                            && (!difference.lastExecution().contains(".execute")
                                    || !difference.lastExecutionChangesRows()
                                    || difference.lastExecutionFailed()
                                    || difference.expected().value().matches("0|-1")
                                            && difference.lastExecution().contains("Update("))
                    || difference.line().contains("atch();")
                            && !difference.actual().isFailure()
                            && difference.batchHoldsOtherThanChanges()),
    TRIGGER_ROWS(
            "`Statement.executeUpdate(sql)` also counts the rows that triggers change; a prepared statement does not",
            "both count the rows that the statement itself changes",
            "JDBC asks for it",
            false,
            difference -> difference.line().contains("Update(\"")
                    && difference.bothAreNumbers()
                    && (difference.line().matches("(?s).*UPDATE.* u SET.*|.*ON CONFLICT.*")
                            || difference.hasRunBefore("TRIGGER ti")
                                    && difference.line().matches("(?s).*INTO t\\b.*"))),
    TOTAL_CHANGES(
            "`total_changes()` starts at 0 in a new connection",
            "it counts all changes of the physical connection, which serves many sessions",
            "as with any pool; the difference of two calls is right",
            false,
            difference -> difference.lastExecution().contains("total_changes()")),
    USE_AFTER_CLOSE(
            "a closed statement can be executed again; some getters answer on what belongs to a closed connection",
            "all calls throw",
            "JDBC asks for it",
            true,
            difference -> difference.actual().detail().contains("SessionClosedException")
                    || difference.line().contains("isClosed()")
                            && difference.actual().value().equals("true")),
    COUNTERS_AFTER_FAILURE(
            "`last_insert_rowid()` after an INSERT that failed at a later row is that of a row which is not there",
            "it is that of the last INSERT that succeeded",
            "such a row id is of no use",
            false,
            difference -> difference.lastExecution().contains("last_insert_rowid()")
                    && difference.hasFailedBefore("INSERT|REPLACE|\\bps\\d+\\.execute")),
    COUNTER_TABLE(
            "no tables but those of the program",
            "a session that asks for `last_insert_rowid()` or `changes()` while a result set of the schema is open has a temporary table `safesqlite_change_counters`",
            "SQLite's functions answer for the session, not for the connection that it happens to use",
            false,
            difference -> difference.actual().value().contains("safesqlite_change_counters")),
    QUERY_OF_PRAGMA(
            "`executeQuery()` of a prepared PRAGMA that gives no rows throws and does not run it",
            "it throws after it ran",
            "only running a PRAGMA tells whether it gives rows",
            true,
            difference -> difference.hasFailedBefore("ps\\d+\\.executeQuery\\(\\)")
                    && difference.hasRunBefore("prepareStatement\\(\"PRAGMA user_version = 7")
                    && (difference.isInContent() || difference.lastExecution().contains("PRAGMA user_version\""))),
    COLUMN_METADATA(
            "the columns of a RETURNING result have the table's name and types; those of a prepared statement that is running have the types of the current row",
            "a RETURNING result, read out before, has the types of its values and no table; a prepared statement has its declared types, running or not",
            "the rows are not read from the table any more; the description is not of another execution",
            false,
            difference -> difference.line().contains("getMetaData()")
                    && (difference.line().startsWith("ps")
                                    && difference.lastExecution().contains(".execute")
                            || difference.lastExecution().contains("RETURNING"))),
    EMPTY_TEXT(
            "`executeUpdate` of a text without a statement gives 0; `addBatch` takes it and fails when the batch runs; `prepareStatement` takes it and fails later",
            "each of them throws",
            "the mistake shows where it is made",
            true,
            difference -> difference.actual().detail().contains("holds no statement")),
    OPEN_RESULT_SETS(
            "an open result set may show what the same connection writes after it was opened",
            "in auto-commit mode with a write-ahead log it shows what was there when it was opened",
            "the write runs on another connection, since on that old snapshot it could fail with SQLITE_BUSY_SNAPSHOT",
            false,
            difference -> difference.program().setup().storage() == Setup.Storage.WAL
                    && difference.line().contains(".read ")
                    && !difference.actual().isFailure()
                    && !difference.expected().isFailure()
                    && !difference.actual().value().equals("skipped")
                    && difference.hasWrittenSinceOpened());

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
