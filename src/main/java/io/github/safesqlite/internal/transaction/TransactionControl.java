// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.SavepointCommand;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Handles BEGIN, COMMIT, ROLLBACK and savepoints in SQL as if they had come through JDBC. */
public final class TransactionControl {
    private final SessionCore session;
    private final Transaction transaction;

    public TransactionControl(SessionCore session, Transaction transaction) {
        this.session = session;
        this.transaction = transaction;
    }

    public static boolean isControl(SqlStatement sql) {
        return switch (sql.kind()) {
            case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO -> true;
            default -> false;
        };
    }

    public void run(SqlStatement sql, RunningCall call) throws SQLException {
        switch (sql.kind()) {
            case BEGIN -> begin(sql, call);
            case COMMIT -> {
                requireOpen(sql, "cannot commit - no transaction is active");
                transaction.commit(call);
                session.transactionEndedBySql();
            }
            case ROLLBACK -> {
                requireOpen(sql, "cannot rollback - no transaction is active");
                transaction.rollback();
                session.transactionEndedBySql();
            }
            case SAVEPOINT -> savepoint(nameOf(sql), call);
            case RELEASE -> release(nameOf(sql), call);
            case ROLLBACK_TO -> rollbackTo(nameOf(sql));
            default -> throw new IllegalArgumentException(sql.kind() + " controls no transaction");
        }
    }

    private void begin(SqlStatement sql, RunningCall call) throws SQLException {
        transaction.requireNotAborted(sql.sql());
        if (transaction.inTransactionMode()) {
            throw SqliteErrors.error("cannot start a transaction within a transaction");
        }
        BeginKind kind = Objects.requireNonNull(sql.beginKind());
        transaction.wantedFor("BEGIN " + kind, kind, call);
    }

    public void savepoint(String name, RunningCall call) throws SQLException {
        boolean endsWithIt = !transaction.inTransactionMode();
        if (transaction.isBegun()) {
            execute(SavepointCommand.SAVEPOINT, name, call);
        } else {
            transaction.wantedForSavepoint();
        }
        transaction.savepoints().opened(name, endsWithIt);
    }

    public void release(String name, RunningCall call) throws SQLException {
        if (transaction.isOpen() && transaction.savepoints().releaseCommits(name)) {
            transaction.commit(call);
            return;
        }
        executeOnOpen(SavepointCommand.RELEASE, name, call);
        transaction.savepoints().released(name);
    }

    public void rollbackTo(String name) throws SQLException {
        executeOnOpen(SavepointCommand.ROLLBACK_TO, name, null);
        transaction.savepoints().rolledBackTo(name);
    }

    /** SQLite gets a savepoint of a transaction that has not begun when it begins; what has happened to it by then is not sent. */
    private void executeOnOpen(SavepointCommand command, String savepoint, @Nullable RunningCall call)
            throws SQLException {
        if (transaction.isBegun()) {
            execute(command, savepoint, call);
        } else if (!transaction.savepoints().isOpen(savepoint)) {
            throw SqliteErrors.error("no such savepoint: " + savepoint);
        }
    }

    private void execute(SavepointCommand command, String name, @Nullable RunningCall call) throws SQLException {
        PhysicalConnection connection = connection(command.words(), call);
        try {
            connection.execute(command, name);
        } catch (SQLException failure) {
            throw transaction.failed(failure);
        }
    }

    private PhysicalConnection connection(String command, @Nullable RunningCall call) throws SQLException {
        transaction.requireNotAborted(command);
        PhysicalConnection connection = transaction.lease().connection();
        if (call != null) {
            call.executingOn(connection);
        }
        return connection;
    }

    private void requireOpen(SqlStatement sql, String message) throws SQLException {
        if (!transaction.inTransactionMode()) {
            throw SqliteErrors.error(message + " (" + session.context().shown(sql.sql()) + ")");
        }
    }

    private static String nameOf(SqlStatement sql) {
        return Objects.requireNonNull(sql.savepointName(), sql.kind() + " has a name");
    }
}
