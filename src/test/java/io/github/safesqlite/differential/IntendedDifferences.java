// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.TransactionAbortedException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The differences from the driver that are on purpose, the table of {@code docs/compatibility.md}. */
enum IntendedDifferences {
    DRIVER_BUG(
            "some calls fail with a `NullPointerException`, an `IndexOutOfBoundsException` or \"inconsistent internal state\", such as `getLargeUpdateCount()` of a new statement",
            "they answer, or fail with an `SQLException`",
            "nobody relies on a crash",
            Cause.NOTHING,
            difference -> (difference.expected().is(NullPointerException.class)
                            || difference.expected().is(IndexOutOfBoundsException.class)
                            || difference.expected().detail().contains("inconsistent internal state"))
                    && !difference.actual().is(RuntimeException.class)),
    MORE_KEY_FORMS(
            "`executeUpdate(sql, int[])` and `executeUpdate(sql, String[])` throw `SQLFeatureNotSupportedException`",
            "they give the generated keys",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.line().matches("(?s).*executeUpdate\\(.*, new (int|String)\\[\\].*")
                    && difference.expected().is(SQLFeatureNotSupportedException.class)),
    READ_OUT_RETURNING(
            "a RETURNING result that is not read to its end keeps the write lock in auto-commit mode, and the next statements fail with SQLITE_BUSY or SQLITE_LOCKED, `commit()` too; if the connection is closed then, the change is lost",
            "the rows are read out and the change is committed before `executeQuery` returns, or if they exceed `returningMemory`, when the result set ends, however it does; in a transaction the result is closed by `commit()` and `rollback()`",
            "a forgotten result set must not stop all writers",
            Difference::unreadReturning,
            difference -> difference.expected().failureCode() == 5
                    || difference.expected().failureCode() == 6
                    || difference.actual().detail().contains("closed with its transaction")
                    || difference.isInContent()
                    || difference.line().contains(".read ")
                            && (difference.program().hasTwoConnections() || difference.hasFailedBefore("OR ROLLBACK"))
                    || difference.lastExecution().contains("changes()")),
    TWO_CONNECTIONS(
            "two connections of one thread meet SQLITE_BUSY as their locks happen to be",
            "a transaction takes the write lock with its first statement (`beginMode`), an inner write on another connection is let in or fails at once, the outer one writes again only when the inner has ended, and what is busy is tried again",
            "waiting for oneself would never end",
            Cause.ITSELF,
            difference -> difference.actual().is(StaleSnapshotException.class)
                            && difference.actual().failureCode() == Difference.SQLITE_BUSY_SNAPSHOT
                            && difference.program().hasTwoConnections()
                    || (difference.expected().isBusy()
                                    || difference.actual().detail().contains("given way to an inner transaction")
                                    || difference.actual().isBusy()
                                            && difference.program().setup().storage() != Setup.Storage.WAL)
                            && difference.isBesideAnother()
                    || difference.actual().detail().contains("an unfinished write of its own")
                            && (difference.isBesideAWriter()
                                    || difference.hasRunBefore("(?i)temp|\\btt\\b|IF (NOT )?EXISTS")
                                            && difference.isBesideAnother())),
    NEWEST_STATE(
            "a transaction that has read goes on reading the same when another connection of the thread has written, and copies that into an attached database",
            "with its first write it goes on with the newest state, which its own thread has made",
            "without the write lock the write could fail with SQLITE_BUSY_SNAPSHOT, and that lock is for the newest state only",
            Cause.ITSELF,
            difference -> difference.program().setup().storage() == Setup.Storage.WAL
                    && difference.bothAreNumbers()
                    && difference.lastExecution().matches("(?s).*(INTO|UPDATE|FROM) m2\\..*")
                    && difference.hasOtherWrittenSinceManual()),
    FIRST_PRAGMA(
            "`PRAGMA foreign_keys` after `setAutoCommit(false)` does nothing: a transaction has begun",
            "as the first statement it takes effect: it begins no transaction",
            "a PRAGMA that is set shall hold",
            difference -> difference.lastLine("PRAGMA foreign_keys = "),
            difference -> difference.hasRunBefore("setAutoCommit\\(false\\)")
                    && ((difference.expected().failureCode() == Difference.FOREIGN_KEY)
                                    != (difference.actual().failureCode() == Difference.FOREIGN_KEY)
                            || difference.lastExecution().contains("PRAGMA foreign_keys"))),
    BEGIN_TWICE(
            "under `PRAGMA query_only` a BEGIN IMMEDIATE within a transaction fails with SQLITE_READONLY",
            "it fails since a transaction has begun",
            "that is what to mend",
            Cause.ITSELF,
            difference -> difference.expected().failureCode() == 8
                    && difference.actual().detail().contains("cannot start a transaction within a transaction")),
    BUSY_COMMIT(
            "a COMMIT that meets a reader (rollback journal) fails and leaves the transaction open",
            "it is tried again until `writeTimeout`, and rolled back then",
            "the caller expects the transaction to be over",
            difference -> difference.lastBusy("commit\\(\\)|COMMIT|END|RELEASE|releaseSavepoint|setAutoCommit"),
            difference -> difference.program().setup().storage() != Setup.Storage.WAL),
    ADOPTED_TRANSACTION(
            "`setAutoCommit(false)` after BEGIN in SQL throws, and the open transaction becomes the one that `commit()` ends",
            "the same, without throwing",
            "it does what it was asked for",
            Cause.NOTHING,
            difference -> difference.line().contains("setAutoCommit(false)")
                    && difference.expected().failureCode() == 1
                    && !difference.actual().isFailure()),
    MANUAL_MODE_WITHOUT_TRANSACTION(
            "`setAutoCommit(true)` after COMMIT or ROLLBACK in SQL in manual commit mode, or after the release of the savepoint that began the transaction, turns the mode on and throws",
            "it turns the mode on",
            "there is nothing to commit",
            Cause.NOTHING,
            difference -> difference.line().contains("setAutoCommit(true)")
                    && difference.expected().detail().contains("no transaction is active")
                    && !difference.actual().isFailure()),
    ABORTED_TRANSACTION(
            "after SQLite rolled the transaction back by itself (OR ROLLBACK, a full disk) in manual commit mode each statement commits by itself, and `commit()` and `rollback()` throw",
            "each statement and `commit()` throw a `TransactionAbortedException` until `rollback()`",
            "a part of a transaction must not be kept",
            difference -> difference.lastFailureOf("OR ROLLBACK"),
            difference -> difference.actual().is(TransactionAbortedException.class)
                    || difference.line().contains("atch();")
                            && difference.actual().detail().contains("SQLite has rolled the transaction back")
                    || difference.line().contains("rollback()")
                            && difference.expected().detail().contains("no transaction is active")
                            && !difference.actual().isFailure()),
    PARAMETER_INDEX(
            "a parameter index that is too large sets a parameter of a batch entry, or fails later",
            "the setter throws",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.line().matches("ps\\d+\\.set(?!tings).*")
                    && difference.actual().detail().contains("out of range")),
    GENERATED_KEYS(
            "no keys, or those of an execution before, after a batch, a query, a failed statement, an unread RETURNING or an INSERT behind a comment or another statement; the key of an earlier insert after one that generated none (ignored, WITHOUT ROWID, turned into an update, no rows)",
            "the keys of a batch; those of any INSERT; none after a failure; which key follows an insert without one is not defined",
            "the driver recognizes an INSERT by the start of its text and reads one number of the connection",
            Cause.NOTHING,
            difference -> difference.line().contains("getGeneratedKeys")
                    && (difference.actual().value().equals(" end")
                            ? difference.lastExecutionFailed()
                                    || difference.lastExecution().matches(Difference.KEYS_DIFFER)
                                    || difference.lastExecution().contains("executeQuery(")
                            : (!difference.lastExecutionFailed() || difference.lastCallWasRefused())
                                    && (difference.lastExecution().matches(Difference.KEYS_DIFFER)
                                            || difference.expected().value().equals(" end")
                                                    && difference.lastExecutionInsertsLater()))),
    BATCH_FAILURE(
            "a batch that fails keeps the entries before the failed one, also in auto-commit mode; the counts of the exception are zeros, a prepared batch throws an exception without counts",
            "in auto-commit mode nothing is kept and each count is `EXECUTE_FAILED` (option `atomicBatches`); in a transaction the counts are those of the entries before the failed one",
            "a batch in one transaction is many times as fast and can be retried; the counts are as JDBC describes them",
            Cause.ITSELF,
            difference -> difference.line().contains("atch();")
                    && difference.expected().isFailure()
                    && difference.expected().failureCode()
                            == difference.actual().failureCode()
                    && difference.actual().batchCounts().matches("\\[(-3(, -3)*|(\\d+|-2)(, (\\d+|-2))*)?\\]")),
    PARAMETERS_AFTER_BATCH(
            "`executeBatch()` of a prepared statement forgets its parameters; after `addBatch()` another execution runs with those of the first entry",
            "they stay as they were set until they are set anew or cleared",
            "JDBC asks for it, and a batch that failed can be tried again",
            Difference::useAfterBatch,
            difference -> true),
    EMPTIED_BATCH(
            "another execution of a statement empties its batch",
            "the batch stays until it is executed or cleared",
            "JDBC asks for it",
            Cause.ITSELF,
            Difference::hasLessThanItsBatch),
    RESULTS_BESIDE_A_BATCH(
            "`addBatch(sql)` and the execution of an empty batch end the results of a `Statement`",
            "they stay",
            "nothing was executed",
            Difference::batchCallSinceExecution,
            difference -> !difference.actual().isFailure()
                    && difference
                            .line()
                            .matches(
                                    "(?s).*(UpdateCount|getMoreResults|getResultSet)\\(.*|(\\w+ \\w+ = )?rs\\d+\\..*")),
    BATCH_OF_QUERIES(
            "a prepared batch may hold a query, the rows of which are lost",
            "`BatchUpdateException`",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.line().contains("atch();")
                    && difference.actual().is(BatchUpdateException.class)
                    && difference.actual().detail().contains("returns rows")),
    QUERY_THAT_IS_NONE(
            "`executeQuery` of an INSERT runs it and then throws",
            "it throws and runs nothing",
            "a call that fails must not have written",
            Cause.ITSELF,
            difference -> difference.line().contains(".executeQuery(")
                    && difference.expected().isFailure()
                    && difference.actual().detail().matches("(?s).*(does not return rows|returned no result set).*")),
    RESULTS_AFTER_FAILURE(
            "`getResultSet()` and `getMoreResults()` before an execution or after a failed or finished one throw \"statement is not executing\" or give an unusable result set; a second `getResultSet()` throws",
            "`null` and `false` if there is no result; else the result set",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.line().matches(".*\\.(getResultSet|getMoreResults)\\(.*")
                    && (difference.expected().detail().contains("statement is not executing")
                            || difference.expected().detail().contains("already requested")
                            || difference.actual().value().equals("null"))),
    STATEMENT_AFTER_FAILURE(
            "after most errors other than a constraint a prepared statement can not be used again (\"statement is not executing\")",
            "it can",
            "only the driver's own object is lost, and that is prepared again",
            Cause.ITSELF,
            difference -> difference.line().matches("(?s).*\\bps\\d+\\..*")
                    && difference.hasFailedBefore("\\b" + difference.statement() + "\\.execute")
                    && difference
                            .expected()
                            .detail()
                            .matches("(?s).*(is not executing|has been finalized|pointer is closed).*")),
    CLOSE_ON_COMPLETION(
            "a statement with `closeOnCompletion()` is closed by its next execution, which fails",
            "it runs again",
            "a new result is no completion",
            Cause.ITSELF,
            difference -> difference.expected().detail().contains("pointer is closed")
                    && difference.hasRunBefore("\\b" + difference.statement() + "\\.closeOnCompletion")),
    RESULT_LEFT_BEHIND(
            "`getMoreResults()` leaves the result set open in SQLite, so that a DROP fails with SQLITE_LOCKED",
            "it closes the result set",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.expected().failureCode() == 6
                    && !difference.actual().isFailure()
                    && difference.hasRunBefore("getMoreResults\\(")),
    KEPT_RESULT(
            "`getMoreResults(KEEP_CURRENT_RESULT)` throws `SQLFeatureNotSupportedException`",
            "it goes on to the next result and leaves the current one open",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.line().contains("getMoreResults(KEEP_CURRENT_RESULT)")
                    && difference.expected().is(SQLFeatureNotSupportedException.class)
                    && !difference.actual().isFailure()),
    MOST_ROWS(
            "`setMaxRows` also limits the result set that is open",
            "it limits those of later executions",
            "JDBC asks for it",
            difference -> difference.lastLine("\\b" + difference.statement() + "\\.setMaxRows"),
            difference -> difference.line().contains(".read ")),
    FETCH_SIZE(
            "`setFetchSize` above the maximum of rows throws",
            "it takes the size",
            "it is a hint",
            Cause.NOTHING,
            difference -> difference.line().contains("setFetchSize")
                    && difference.expected().detail().contains("fetch size")
                    && !difference.actual().isFailure()),
    READ_ONLY(
            "`setReadOnly(true)` throws on an open connection",
            "the connection refuses writes until `setReadOnly(false)`, and its transactions take no write lock",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.line().contains("setReadOnly(true)")
                    && difference.expected().detail().contains("read-only flag")
                    && difference.actual().value().equals("true")),
    STALE_COUNT(
            "`getUpdateCount()` after a statement that changes no rows (DDL, PRAGMA) is that of the last INSERT, UPDATE or DELETE; before the first execution it is 0; after an `executeUpdate` it may be 0 or -1",
            "0 after such a statement, -1 before the first execution; after an `executeUpdate` what it returned",
            "JDBC asks for it",
            Cause.NOTHING,
            difference -> difference.line().matches("(?s).*(UpdateCount\\(|Update\\().*")
                            && difference.bothAreNumbers()
                            && (!difference.lastExecution().contains(".execute")
                                            && difference.actual().value().equals("-1")
                                    || !difference.lastExecutionChangesRows()
                                            && difference.actual().value().matches("0|-1")
                                    || difference.lastExecution().matches("(?s).*(Batch\\(|and all results).*")
                                            && difference.actual().value().equals("-1")
                                    || difference.lastExecutionFailed()
                                            && difference.actual().value().equals("-1")
                                    || difference.expected().value().matches("0|-1")
                                            && difference.actual().value().equals(difference.lastUpdateGave()))
                    || difference.line().contains("atch();")
                            && !difference.actual().isFailure()
                            && difference.countsDifferForOthersOnly()),
    TRIGGER_ROWS(
            "`Statement.executeUpdate(sql)` also counts the rows that triggers change; a prepared statement does not",
            "both count the rows that the statement itself changes",
            "JDBC asks for it",
            Cause.NOTHING,
            difference -> difference.line().contains("Update(\"")
                    && difference.bothAreNumbers()
                    && Long.parseLong(difference.actual().value())
                            < Long.parseLong(difference.expected().value())
                    && (difference.line().matches("(?s).*UPDATE.* u SET.*|.*ON CONFLICT.*")
                            || difference.hasRunBefore("TRIGGER ti")
                                    && difference.line().matches("(?s).*INTO t\\b.*"))),
    TOTAL_CHANGES(
            "`total_changes()` starts at 0 in a new connection",
            "it counts all changes of the physical connection, which serves many sessions",
            "as with any pool; the difference of two calls is right",
            Cause.NOTHING,
            difference -> difference.lastExecution().contains("total_changes()")
                    && difference.actual().value().matches(" \\((\\w+ )?([01]|[01]\\.0|true|false|x'3[01]')\\).*")),
    USE_AFTER_CLOSE(
            "a closed statement can be executed again; some getters answer on what belongs to a closed connection",
            "all calls throw",
            "JDBC asks for it",
            Cause.ITSELF,
            difference -> difference.isClosedBefore()
                    && (difference.actual().is(SessionClosedException.class)
                            || difference.line().contains("isClosed()")
                                    && difference.actual().value().equals("true"))),
    COUNTERS_AFTER_FAILURE(
            "`last_insert_rowid()` after an INSERT that failed at a later row is that of a row which is not there; `changes()` after a statement that failed may be 0",
            "they are those of the last statement that succeeded",
            "such a row id is of no use",
            difference ->
                    Difference.COUNTERS.matcher(difference.lastExecution()).find()
                            ? Cause.GOES_ON
                            : difference.lastLine("INSERT.*(" + Difference.COUNTERS + ")"),
            difference ->
                    (Difference.COUNTERS.matcher(difference.lastExecution()).find()
                                    || difference.lastLine("INSERT.*(" + Difference.COUNTERS + ")") != Difference.NONE)
                            && difference.hasFailedBefore("INSERT|REPLACE|UPDATE|DELETE|\\bps\\d+\\.execute")),
    COUNTER_TABLE(
            "no tables but those of the program",
            "a session that asks for `last_insert_rowid()` or `changes()` while a result set of the schema is open has a temporary table `safesqlite_change_counters`",
            "SQLite's functions answer for the session, not for the connection that it happens to use",
            Cause.NOTHING,
            difference -> difference
                    .actual()
                    .value()
                    .replaceAll(" \\([^()]*safesqlite_change_counters[^()]*\\)", "")
                    .equals(difference.expected().value())),
    QUERY_OF_PRAGMA(
            "`executeQuery()` of a prepared PRAGMA that gives no rows throws and does not run it",
            "it throws after it ran",
            "only running a PRAGMA tells whether it gives rows",
            difference -> difference.lastFailureOf("executeQuery\\(\\).*PRAGMA (m2\\.)?\\w+ = "),
            difference -> !difference.actual().isFailure()),
    COLUMN_METADATA(
            "the columns of a prepared statement that is running have the types of the current row",
            "they have their declared types, running or not",
            "the description is not of another execution",
            Cause.NOTHING,
            difference -> difference.line().contains("getMetaData()")
                    && difference.hasSameColumnNames()
                    && difference.line().startsWith("ps")
                    && difference.lastExecution().contains(".execute")),
    COLUMNS_OF_A_WRITE(
            "the metadata of a prepared statement that gives no rows throws when it is asked for its columns",
            "it has no columns",
            "JDBC asks for it",
            Cause.NOTHING,
            difference -> difference.line().matches("ps\\d+\\.getMetaData\\(\\);")
                    && difference.expected().detail().contains("out of bounds")
                    && difference.actual().value().isEmpty()),
    EMPTY_TEXT(
            "`executeUpdate` of a text without a statement gives 0; `addBatch` takes it and fails when the batch runs; `prepareStatement` takes it and fails later, or throws and makes the connection's `close()` throw too",
            "each of them throws",
            "the mistake shows where it is made",
            difference -> difference.actual().detail().contains("holds no statement")
                    ? difference.step()
                    : difference.lastLine(Difference.EMPTY),
            difference -> difference.actual().detail().contains("holds no statement")
                            && Pattern.compile(Difference.EMPTY)
                                    .matcher(difference.line())
                                    .find()
                    || difference.expected().detail().contains("has been finalized")
                    || Pattern.compile(Difference.EMPTY)
                            .matcher(difference.lastExecution())
                            .find()),
    COMPILED_ONCE(
            "`prepareStatement` throws when a text that it took before does not compile any more, or not on this connection, and for a PRAGMA of a database that is not attached",
            "the execution throws",
            "a text that was compiled once needs no connection to be prepared; compiling a PRAGMA may apply it",
            Cause.ITSELF,
            difference -> difference.expected().failureCode() == 1
                    && !difference.actual().isFailure()
                    && difference.preparesUncompiled()),
    OPEN_RESULT_SETS(
            "an open result set may show what the same connection writes after it was opened",
            "in auto-commit mode with a write-ahead log it shows what was there when it was opened",
            "the write runs on another connection, since on that old snapshot it could fail with SQLITE_BUSY_SNAPSHOT",
            Cause.NOTHING,
            difference -> difference.program().setup().storage() == Setup.Storage.WAL
                    && difference.line().contains(".read ")
                    && !difference.actual().isFailure()
                    && !difference.expected().isFailure()
                    && difference.isAsWhenOpened()),
    OLD_SNAPSHOT(
            "a transaction that begins while a result set of the connection is open reads what that one reads, also if it is just executed anew",
            "it reads what is there when it begins",
            "the result set of before is of another transaction",
            Difference::formerOpenQuery,
            difference -> difference.program().setup().storage() == Setup.Storage.WAL
                    && difference.program().hasTwoConnections()
                    && difference.line().contains(".read ")
                    && !difference.actual().isFailure()
                    && !difference.expected().isFailure());

    private final String driver;
    private final String ours;
    private final String why;
    private final Cause cause;
    private final Rule rule;

    IntendedDifferences(String driver, String ours, String why, Cause cause, Rule rule) {
        this.driver = driver;
        this.ours = ours;
        this.why = why;
        this.cause = cause;
        this.rule = rule;
    }

    /** Whether a difference is this one. */
    @FunctionalInterface
    private interface Rule {
        boolean holds(Difference difference) throws SQLException;
    }

    /** The step that has to be left out so that what follows can be compared. */
    @FunctionalInterface
    private interface Cause {
        /** In place of a step: what follows can be compared as it is. */
        int GOES_ON = -2;

        Cause NOTHING = difference -> GOES_ON;
        Cause ITSELF = Difference::step;

        int step(Difference difference);
    }

    static Optional<IntendedDifferences> ruleFor(Difference difference) throws SQLException {
        for (IntendedDifferences candidate : values()) {
            if (candidate.isPossible(difference) && candidate.rule.holds(difference)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private boolean isPossible(Difference difference) {
        int step = cause.step(difference);
        return step == Cause.GOES_ON
                || step != Difference.NONE
                        && step < difference.program().steps().size();
    }

    /** The step that has to be left out, if the difference changes what follows. */
    OptionalInt cause(Difference difference) {
        int step = cause.step(difference);
        return step == Cause.GOES_ON ? OptionalInt.empty() : OptionalInt.of(step);
    }

    /** The row of the document. */
    String row() {
        return "| " + driver + " | " + ours + " | " + why + " |";
    }
}
