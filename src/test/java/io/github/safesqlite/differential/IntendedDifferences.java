// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;

/** The differences from the driver that are on purpose, the table of {@code docs/compatibility.md}. */
enum IntendedDifferences {
    DRIVER_BUG(
            "some calls fail with a `NullPointerException`, an `IndexOutOfBoundsException` or \"inconsistent internal state\", such as `getLargeUpdateCount()` of a new statement",
            "they answer, or fail with an `SQLException`",
            "nobody relies on a crash",
            StatementRules.DRIVER_BUG),
    MORE_KEY_FORMS(
            "`executeUpdate(sql, int[])` and `executeUpdate(sql, String[])` throw `SQLFeatureNotSupportedException`",
            "they give the generated keys",
            "JDBC requires it",
            ChangeRules.MORE_KEY_FORMS),
    READ_OUT_RETURNING(
            "a RETURNING result that is not read to its end keeps the write lock in auto-commit mode, and the next statements fail with SQLITE_BUSY or SQLITE_LOCKED, `commit()` too; if the connection is closed then, the change is lost",
            "the rows are read out and the change is committed before `executeQuery` returns, or if they exceed `returningMemory`, when the result set ends, however it does; in a transaction the result is closed by `commit()` and `rollback()`",
            "a forgotten result set must not stop all writers",
            ResultRules.READ_OUT_RETURNING),
    TWO_CONNECTIONS(
            "two connections of one thread get SQLITE_BUSY depending on their locks",
            "a transaction that is going to write takes the write lock with its first statement (`beginMode`), an inner write on another connection is let in or fails at once, the outer one writes again only when the inner has ended, and what is busy is retried",
            "waiting for oneself would never end",
            TransactionRules.TWO_CONNECTIONS),
    NEWEST_STATE(
            "a transaction that has read keeps reading the same state after another connection of the thread has written, and copies that into an attached database",
            "with its first write it continues with the newest state, which its own thread has written",
            "without the write lock the write could fail with SQLITE_BUSY_SNAPSHOT, and that lock is for the newest state only",
            TransactionRules.NEWEST_STATE),
    FIRST_PRAGMA(
            "`PRAGMA foreign_keys` after `setAutoCommit(false)` does nothing: a transaction has begun",
            "as the first statement it takes effect: it begins no transaction",
            "a PRAGMA that is set must take effect",
            TransactionRules.FIRST_PRAGMA),
    BEGIN_TWICE(
            "under `PRAGMA query_only` a BEGIN IMMEDIATE within a transaction fails with SQLITE_READONLY",
            "it fails since a transaction has begun",
            "that is the error to fix",
            TransactionRules.BEGIN_TWICE),
    BUSY_COMMIT(
            "a COMMIT that meets a reader (rollback journal) fails and leaves the transaction open",
            "it is retried until `writeTimeout`, then rolled back",
            "the caller expects the transaction to be over",
            TransactionRules.BUSY_COMMIT),
    ADOPTED_TRANSACTION(
            "`setAutoCommit(false)` after BEGIN in SQL throws, and the open transaction becomes the one that `commit()` ends",
            "the same, without throwing",
            "it does what it was asked for",
            TransactionRules.ADOPTED_TRANSACTION),
    MANUAL_MODE_WITHOUT_TRANSACTION(
            "`setAutoCommit(true)` after COMMIT or ROLLBACK in SQL in manual commit mode, or after the release of the savepoint that began the transaction, turns the mode on and throws",
            "it turns the mode on",
            "there is nothing to commit",
            TransactionRules.MANUAL_MODE_WITHOUT_TRANSACTION),
    ABORTED_TRANSACTION(
            "after SQLite rolled the transaction back by itself (OR ROLLBACK, a full disk) in manual commit mode each statement commits by itself, and `commit()` and `rollback()` throw",
            "each statement and `commit()` throw a `TransactionAbortedException` until `rollback()`",
            "a part of a transaction must not be kept",
            TransactionRules.ABORTED_TRANSACTION),
    PARAMETER_INDEX(
            "a parameter index that is too large sets a parameter of a batch entry, or fails later",
            "the setter throws",
            "JDBC requires it",
            StatementRules.PARAMETER_INDEX),
    GENERATED_KEYS(
            "no keys, or those of an execution before, after a batch, a query, a failed statement, an unread RETURNING or an INSERT behind a comment or another statement; the key of an earlier insert after one that generated none (ignored, WITHOUT ROWID, turned into an update, no rows)",
            "the keys of a batch; those of any INSERT; none after a failure; which key follows an insert without one is not defined",
            "the driver recognizes an INSERT by the start of its text and reads one number of the connection",
            ChangeRules.GENERATED_KEYS),
    BATCH_FAILURE(
            "a batch that fails keeps the entries before the failed one, also in auto-commit mode; the counts of the exception are zeros, a prepared batch throws an exception without counts",
            "in auto-commit mode nothing is kept and each count is `EXECUTE_FAILED` (option `atomicBatches`); in a transaction the counts are those of the entries before the failed one",
            "a batch in one transaction is many times as fast and can be retried; the counts are as JDBC describes them",
            ChangeRules.BATCH_FAILURE),
    PARAMETERS_AFTER_BATCH(
            "`executeBatch()` of a prepared statement forgets its parameters; after `addBatch()` another execution runs with those of the first entry",
            "they keep their values until they are set again or cleared",
            "JDBC requires it, and a batch that failed can be tried again",
            ChangeRules.PARAMETERS_AFTER_BATCH),
    EMPTIED_BATCH(
            "another execution of a statement empties its batch",
            "the batch stays until it is executed or cleared",
            "JDBC requires it",
            ChangeRules.EMPTIED_BATCH),
    RESULTS_BESIDE_A_BATCH(
            "`addBatch(sql)` and the execution of an empty batch end the results of a `Statement`",
            "they stay",
            "nothing was executed",
            ChangeRules.RESULTS_BESIDE_A_BATCH),
    BATCH_OF_QUERIES(
            "a prepared batch may hold a query, the rows of which are lost",
            "`BatchUpdateException`",
            "JDBC requires it",
            ChangeRules.BATCH_OF_QUERIES),
    QUERY_THAT_IS_NONE(
            "`executeQuery` of an INSERT runs it and then throws",
            "it throws and runs nothing",
            "a call that fails must not have written",
            ResultRules.QUERY_THAT_IS_NONE),
    RESULTS_AFTER_FAILURE(
            "`getResultSet()` and `getMoreResults()` before an execution or after a failed or finished one throw \"statement is not executing\" or give an unusable result set; a second `getResultSet()` throws",
            "`null` and `false` if there is no result; else the result set",
            "JDBC requires it",
            ResultRules.RESULTS_AFTER_FAILURE),
    STATEMENT_AFTER_FAILURE(
            "after most errors other than a constraint a prepared statement cannot be used again (\"statement is not executing\")",
            "it can",
            "only the driver's own object is lost, and that is prepared again",
            StatementRules.STATEMENT_AFTER_FAILURE),
    CLOSE_ON_COMPLETION(
            "a statement with `closeOnCompletion()` is closed by its next execution, which fails",
            "it runs again",
            "a new result is no completion",
            StatementRules.CLOSE_ON_COMPLETION),
    RESULT_LEFT_BEHIND(
            "`getMoreResults()` leaves the result set open in SQLite, so that a DROP fails with SQLITE_LOCKED",
            "it closes the result set",
            "JDBC requires it",
            ResultRules.RESULT_LEFT_BEHIND),
    KEPT_RESULT(
            "`getMoreResults(KEEP_CURRENT_RESULT)` throws `SQLFeatureNotSupportedException`",
            "it moves to the next result and leaves the current one open",
            "JDBC requires it",
            ResultRules.KEPT_RESULT),
    MOST_ROWS(
            "`setMaxRows` also limits the result set that is open",
            "it limits those of later executions",
            "JDBC requires it",
            ResultRules.MOST_ROWS),
    FETCH_SIZE(
            "`setFetchSize` above the maximum of rows throws",
            "it takes the size",
            "it is a hint",
            ResultRules.FETCH_SIZE),
    READ_ONLY(
            "`setReadOnly(true)` throws on an open connection",
            "the connection refuses writes until `setReadOnly(false)`, and its transactions take no write lock",
            "JDBC requires it",
            TransactionRules.READ_ONLY),
    STALE_COUNT(
            "`getUpdateCount()` after a statement that changes no rows (DDL, PRAGMA) is that of the last INSERT, UPDATE or DELETE; before the first execution it is 0; after an `executeUpdate` it may be 0 or -1",
            "0 after such a statement, -1 before the first execution; after an `executeUpdate` what it returned",
            "JDBC requires it",
            ChangeRules.STALE_COUNT),
    USE_AFTER_CLOSE(
            "a closed statement can be executed again; some getters of objects of a closed connection answer",
            "all calls throw",
            "JDBC requires it",
            StatementRules.USE_AFTER_CLOSE),
    COUNTERS_AFTER_FAILURE(
            "`last_insert_rowid()` after an INSERT that failed at a later row is that of a row which is not there; `changes()` after a statement that failed may be 0",
            "they are those of the last statement that succeeded",
            "such a row id is of no use",
            ChangeRules.COUNTERS_AFTER_FAILURE),
    COUNTER_TABLE(
            "no tables but those of the program",
            "a connection that asks for `last_insert_rowid()` or `changes()` while a result set of the schema is open has a temporary table `safesqlite_change_counters`",
            "SQLite's functions answer for the connection, not for the physical connection that it happens to use",
            ChangeRules.COUNTER_TABLE),
    QUERY_OF_PRAGMA(
            "`executeQuery()` of a prepared PRAGMA that gives no rows throws and does not run it",
            "it throws after it has run",
            "only running a PRAGMA shows whether it returns rows",
            StatementRules.QUERY_OF_PRAGMA),
    COLUMN_METADATA(
            "the columns of a prepared statement that is running have the types of the current row",
            "they have their declared types, running or not",
            "the description is not of another execution",
            ResultRules.COLUMN_METADATA),
    COLUMNS_OF_A_WRITE(
            "the metadata of a prepared statement that gives no rows throws when it is asked for its columns",
            "it has no columns",
            "JDBC requires it",
            StatementRules.COLUMNS_OF_A_WRITE),
    EMPTY_TEXT(
            "`addBatch` takes a text without a statement and fails when the batch runs; `prepareStatement` takes it and fails later, or throws and makes the connection's `close()` throw too",
            "each of them throws",
            "the mistake shows where it was made",
            StatementRules.EMPTY_TEXT),
    COMPILED_ONCE(
            "`prepareStatement` throws when a text that it took before does not compile any more, or not on this connection, and for a PRAGMA of a database that is not attached",
            "the execution throws",
            "a text that was compiled once needs no connection to be prepared; compiling a PRAGMA may apply it",
            StatementRules.COMPILED_ONCE),
    NEWEST_SCHEMA(
            "`prepareStatement` takes a text that does not compile any more since another connection has changed the schema, which the connection has not seen yet; the execution throws",
            "it throws",
            "the physical connection may have seen the change",
            StatementRules.NEWEST_SCHEMA),
    OPEN_RESULT_SETS(
            "an open result set may show what the same connection writes after it was opened",
            "in auto-commit mode with a write-ahead log it shows what was there when it was opened",
            "the write runs on another connection, since on that old snapshot it could fail with SQLITE_BUSY_SNAPSHOT",
            ResultRules.OPEN_RESULT_SETS),
    DEFINITION_BESIDE_ROWS(
            "a definition such as DROP fails with SQLITE_LOCKED while a result set of the connection is open",
            "in auto-commit mode with a write-ahead log it succeeds",
            "it runs on another connection, as a write does",
            ResultRules.DEFINITION_BESIDE_ROWS),
    OLD_SNAPSHOT(
            "a transaction that begins while a result set of the connection is open reads what that one reads, also if it is just executed anew",
            "it reads what is there when it begins",
            "the result set of before is of another transaction",
            ResultRules.OLD_SNAPSHOT);

    private final String driver;
    private final String ours;
    private final String why;
    private final Excuse excuse;

    IntendedDifferences(String driver, String ours, String why, Excuse excuse) {
        this.driver = driver;
        this.ours = ours;
        this.why = why;
        this.excuse = excuse;
    }

    static Optional<IntendedDifferences> ruleFor(Difference difference) throws SQLException {
        for (IntendedDifferences candidate : values()) {
            if (candidate.excuse.holds(difference)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The step that has to be left out, if the difference changes what follows. */
    OptionalInt cause(Difference difference) {
        return excuse.causeOf(difference);
    }

    /** The row of the document. */
    String row() {
        return "| " + driver + " | " + ours + " | " + why + " |";
    }
}
