// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;

/** The steps that call a connection. */
final class ConnectionCalls {
    private ConnectionCalls() {}

    static Step open(Variable connection) {
        return Step.of(Call.OPEN, connection, world -> world.open(connection)).assigning(connection);
    }

    static Step createStatement(Variable statement) {
        Variable connection = Variable.connection(statement.connection());
        return Step.of(
                        Call.CREATE_STATEMENT,
                        connection,
                        world -> world.connection(connection, c -> world.set(statement, c.createStatement())))
                .assigning(statement);
    }

    static Step turnAutoCommit(Variable connection, boolean on) {
        Call call = on ? Call.TURN_AUTO_COMMIT_ON : Call.TURN_AUTO_COMMIT_OFF;
        return run(call, connection, String.valueOf(on), c -> c.setAutoCommit(on));
    }

    static Step commit(Variable connection) {
        return run(Call.COMMIT, connection, "", Connection::commit);
    }

    static Step rollback(Variable connection) {
        return run(Call.ROLLBACK, connection, "", Connection::rollback);
    }

    static Step close(Variable connection) {
        return run(Call.CLOSE, connection, "", Connection::close);
    }

    static Step setIsolation(Variable connection, int level) {
        return ask(Call.SET_ISOLATION, connection, String.valueOf(level), c -> {
            c.setTransactionIsolation(level);
            return c.getTransactionIsolation();
        });
    }

    static Step turnReadOnly(Variable connection, boolean on) {
        Call call = on ? Call.TURN_READ_ONLY_ON : Call.TURN_READ_ONLY_OFF;
        return ask(call, connection, String.valueOf(on), c -> {
            c.setReadOnly(on);
            return c.isReadOnly();
        });
    }

    static Step isClosed(Variable connection) {
        return ask(Call.IS_CLOSED, connection, "", Connection::isClosed);
    }

    static Step get(Variable connection, String shown, World.Use<Connection> getter) {
        return ask(Call.GET, connection, shown, getter);
    }

    static Step nativeSql(Variable connection) {
        return ask(Call.NATIVE_SQL, connection, "\"SELECT 1\"", c -> c.nativeSQL("SELECT 1"));
    }

    /** A question to the metadata. */
    @FunctionalInterface
    interface Question {
        ResultSet ask(DatabaseMetaData metaData) throws SQLException;
    }

    static Step metaData(Variable connection, String shown, Question question) {
        return ask(Call.METADATA, connection, shown, c -> all(question.ask(c.getMetaData())));
    }

    static Step productMetaData(Variable connection) {
        return ask(
                Call.METADATA,
                connection,
                "getDatabaseProductVersion() + …",
                c -> c.getMetaData().getDatabaseProductVersion()
                        + c.getMetaData().getIdentifierQuoteString()
                        + c.getMetaData().supportsSavepoints()
                        + c.getMetaData().getSQLKeywords());
    }

    private static String all(ResultSet rows) throws SQLException {
        try (rows) {
            return Rows.columns(rows.getMetaData()) + Rows.read(rows, Integer.MAX_VALUE, Rows.Getter.OBJECT);
        }
    }

    static Step setSavepoint(Variable savepoint) {
        Variable connection = Variable.connection(savepoint.connection());
        return Step.of(
                        Call.SET_SAVEPOINT,
                        connection,
                        world -> world.connection(connection, c -> world.set(savepoint, c.setSavepoint())))
                .assigning(savepoint);
    }

    static Step setSavepoint(Variable savepoint, String label) {
        Variable connection = Variable.connection(savepoint.connection());
        return Step.of(
                        Call.SET_SAVEPOINT,
                        connection,
                        '"' + label + '"',
                        world -> world.connection(connection, c -> {
                            Savepoint set = c.setSavepoint(label);
                            world.set(savepoint, set);
                            return set.getSavepointName();
                        }))
                .assigning(savepoint);
    }

    static Step rollbackTo(Variable savepoint) {
        return withSavepoint(Call.ROLLBACK_TO, savepoint, Connection::rollback);
    }

    static Step release(Variable savepoint) {
        return withSavepoint(Call.RELEASE, savepoint, Connection::releaseSavepoint);
    }

    /** A call with a savepoint. */
    @FunctionalInterface
    private interface WithSavepoint {
        void call(Connection connection, Savepoint savepoint) throws SQLException;
    }

    private static Step withSavepoint(Call call, Variable savepoint, WithSavepoint use) {
        Variable connection = Variable.connection(savepoint.connection());
        return Step.of(
                call,
                connection,
                savepoint.toString(),
                world -> world.connection(
                        connection,
                        c -> world.savepoint(savepoint, s -> {
                            use.call(c, s);
                            return "done";
                        })));
    }

    /** A call that gives nothing. */
    @FunctionalInterface
    private interface Run {
        void on(Connection connection) throws SQLException;
    }

    private static Step run(Call call, Variable connection, String detail, Run use) {
        return ask(call, connection, detail, c -> {
            use.on(c);
            return "done";
        });
    }

    private static Step ask(Call call, Variable connection, String detail, World.Use<Connection> use) {
        return Step.of(call, connection, detail, world -> world.connection(connection, use));
    }
}
