// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.SQLException;

/** The rules on transactions and on two connections of a thread. */
final class TransactionRules {
    static final Excuse TWO_CONNECTIONS =
            Excuse.leavingItOut(difference -> difference.program().hasTwoConnections() && meetsAnother(difference));

    static final Excuse NEWEST_STATE = Excuse.leavingItOut(difference -> difference.isOnWal()
            && difference.bothAreNumbers()
            && difference.execution().mentions(SqlWords.ON_SECOND)
            && difference.hasOtherWrittenSinceManual());

    static final Excuse FIRST_PRAGMA = Excuse.leavingOut(
            TransactionRules::pragmaInManualMode,
            difference -> failsByForeignKey(difference.expected()) != failsByForeignKey(difference.actual())
                    || difference.call() == Call.READ
                            && difference.bothSucceed()
                            && difference.execution().first(sql -> sql.kind() == StatementKind.PRAGMA));

    static final Excuse BEGIN_TWICE =
            Excuse.leavingItOut(difference -> difference.expected().failureCode() == Difference.SQLITE_READONLY
                    && difference.actual().isFailure()
                    && difference.execution().first(sql -> sql.kind() == StatementKind.BEGIN)
                    && difference.history().hasStep(difference.step(), step -> sets(step, "query_only")));

    static final Excuse BUSY_COMMIT = Excuse.leavingOut(
            difference -> difference.history().lastBusyEnd(difference.step()), difference -> !difference.isOnWal());

    static final Excuse ADOPTED_TRANSACTION =
            Excuse.goingOn(difference -> difference.call() == Call.TURN_AUTO_COMMIT_OFF
                    && difference.expected().failureCode() == Difference.SQLITE_ERROR
                    && !difference.actual().isFailure());

    static final Excuse MANUAL_MODE_WITHOUT_TRANSACTION =
            Excuse.goingOn(difference -> difference.call() == Call.TURN_AUTO_COMMIT_ON
                    && difference.expected().says("no transaction is active")
                    && !difference.actual().isFailure());

    static final Excuse ABORTED_TRANSACTION = Excuse.leavingOut(
            difference ->
                    difference.history().lastFailureOf(difference.step(), sql -> sql.mentions(SqlWords.OR_ROLLBACK)),
            difference -> difference.actual().isCausedBy(TransactionAbortedException.class)
                    || difference.call() == Call.ROLLBACK
                            && difference.expected().says("no transaction is active")
                            && !difference.actual().isFailure());

    static final Excuse READ_ONLY = Excuse.leavingItOut(difference -> difference.call() == Call.TURN_READ_ONLY_ON
            && difference.expected().says("read-only flag")
            && difference.actual().value().equals("true"));

    private TransactionRules() {}

    private static boolean meetsAnother(Difference difference) throws SQLException {
        Observation actual = difference.actual();
        if (actual.is(StaleSnapshotException.class)) {
            return actual.failureCode() == Difference.SQLITE_BUSY_SNAPSHOT;
        }
        if (actual.isCausedBy(TransactionAbortedException.class)) {
            return actual.failureCode() == Difference.SQLITE_BUSY_SNAPSHOT;
        }
        boolean givenWay = actual.isCausedBy(NestedWriteException.class) && actual.says("given way");
        boolean timedOut = actual.isCausedBy(WriteGateTimeoutException.class);
        // With a rollback journal the timeout is so short that a pause of the machine can end any wait.
        boolean busy = difference.expected().isBusy() || (actual.isBusy() || timedOut) && !difference.isOnWal();
        if (givenWay || busy) {
            return difference.isBesideAnother();
        }
        // Where another thread was seen inside of the outer connection, such as the one that closes forgotten
        // statements, the wait goes on to its end.
        return (actual.isCausedBy(NestedWriteException.class) || timedOut)
                && (difference.isBesideAWriter() || mayHaveWrittenNothing(difference) && difference.isBesideAnother());
    }

    private static boolean mayHaveWrittenNothing(Difference difference) {
        return difference
                .history()
                .hasStep(
                        difference.step(),
                        step -> step.sql() != null && step.sql().mentions(SqlWords.MAY_BE_NO_WRITE));
    }

    /** The last PRAGMA foreign_keys in manual commit mode on this connection, or none. */
    private static int pragmaInManualMode(Difference difference) {
        History history = difference.history();
        int pragma = history.lastStep(difference.step(), step -> sets(step, "foreign_keys"));
        if (pragma == History.NONE) {
            return History.NONE;
        }
        Variable connection = Variable.connection(history.step(pragma).on().connection());
        return history.hasStep(pragma, step -> step.calls(Call.TURN_AUTO_COMMIT_OFF, connection))
                ? pragma
                : History.NONE;
    }

    private static boolean sets(Step step, String pragma) {
        return step.sql() != null && step.sql().sets(pragma);
    }

    private static boolean failsByForeignKey(Observation shown) {
        return shown.failureCode() == Difference.SQLITE_CONSTRAINT_FOREIGNKEY;
    }
}
