// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The steps that are about the SQL or the parameters of a prepared statement. */
final class PreparedCalls {
    private PreparedCalls() {}

    static Step prepare(Variable statement, String sql) {
        Variable connection = Variable.connection(statement.connection());
        return Step.of(
                        Call.PREPARE,
                        connection,
                        world -> world.connection(connection, c -> world.set(statement, c.prepareStatement(sql))))
                .with(Sql.of(sql))
                .assigning(statement);
    }

    static Step prepareForKeys(Variable statement, String sql) {
        Variable connection = Variable.connection(statement.connection());
        return Step.of(
                        Call.PREPARE,
                        connection,
                        "RETURN_GENERATED_KEYS",
                        world -> world.connection(
                                connection,
                                c -> world.set(statement, c.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS))))
                .with(Sql.of(sql))
                .with(Statement.RETURN_GENERATED_KEYS)
                .assigning(statement);
    }

    static Step execute(Variable statement) {
        return ask(Call.EXECUTE, statement, PreparedStatement::execute);
    }

    static Step executeQuery(Variable statement) {
        Variable rows = statement.rows();
        return Step.of(
                        Call.EXECUTE_QUERY,
                        statement,
                        world -> world.prepared(statement, s -> world.set(rows, s.executeQuery())))
                .assigning(rows);
    }

    static Step executeUpdate(Variable statement) {
        return ask(Call.EXECUTE_UPDATE, statement, PreparedStatement::executeUpdate);
    }

    static Step executeLargeUpdate(Variable statement) {
        return ask(Call.EXECUTE_LARGE_UPDATE, statement, PreparedStatement::executeLargeUpdate);
    }

    static Step addBatch(Variable statement) {
        return run(Call.ADD_BATCH, statement, PreparedStatement::addBatch);
    }

    static Step clearParameters(Variable statement) {
        return run(Call.CLEAR_PARAMETERS, statement, PreparedStatement::clearParameters);
    }

    static Step columns(Variable statement) {
        return ask(Call.COLUMNS, statement, s -> Rows.columns(s.getMetaData()));
    }

    static Step parameterMetaData(Variable statement) {
        return ask(
                Call.PARAMETER_METADATA,
                statement,
                s -> s.getParameterMetaData().getParameterCount() + " "
                        + s.getParameterMetaData().getParameterMode(1));
    }

    static Step setInt(Variable statement, int index, int value) {
        return set(statement, index, String.valueOf(value), s -> s.setInt(index, value));
    }

    static Step setLong(Variable statement, int index, long value) {
        return set(statement, index, value + "L", s -> s.setLong(index, value));
    }

    static Step setString(Variable statement, int index, String value) {
        return set(statement, index, '"' + value + '"', s -> s.setString(index, value));
    }

    static Step setNull(Variable statement, int index) {
        return set(statement, index, "null", s -> s.setNull(index, 0));
    }

    static Step setObject(Variable statement, int index, double value) {
        return set(statement, index, String.valueOf(value), s -> s.setObject(index, value));
    }

    static Step setBytes(Variable statement, int index, int value) {
        return set(statement, index, "{" + value + "}", s -> s.setBytes(index, new byte[] {(byte) value}));
    }

    /** A call that gives nothing. */
    @FunctionalInterface
    private interface Run {
        void on(PreparedStatement statement) throws SQLException;
    }

    private static Step set(Variable statement, int index, String value, Run setter) {
        return Step.of(Call.SET_PARAMETER, statement, index + ", " + value, done(statement, setter))
                .with(index);
    }

    private static Step run(Call call, Variable statement, Run use) {
        return Step.of(call, statement, done(statement, use));
    }

    private static Step.Action done(Variable statement, Run use) {
        return world -> world.prepared(statement, s -> {
            use.on(s);
            return "done";
        });
    }

    private static Step ask(Call call, Variable statement, World.Use<PreparedStatement> use) {
        return Step.of(call, statement, world -> world.prepared(statement, use));
    }
}
