// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The calls that a text goes through. */
enum StatementCall {
    EXECUTE(false),
    EXECUTE_QUERY(false),
    EXECUTE_UPDATE(false),
    EXECUTE_LARGE_UPDATE(false),
    EXECUTE_BATCH(false),
    EXECUTE_FOR_KEYS(false),
    EXECUTE_UPDATE_FOR_KEYS(false),
    PREPARED_EXECUTE(true),
    PREPARED_EXECUTE_QUERY(true),
    PREPARED_EXECUTE_UPDATE(true),
    PREPARED_EXECUTE_LARGE_UPDATE(true),
    PREPARED_EXECUTE_BATCH(true),
    PREPARED_EXECUTE_FOR_KEYS(true);

    private final boolean prepared;

    StatementCall(boolean prepared) {
        this.prepared = prepared;
    }

    boolean isPrepared() {
        return prepared;
    }

    boolean isBatch() {
        return this == EXECUTE_BATCH || this == PREPARED_EXECUTE_BATCH;
    }

    /** Whether it stands for the others where not every call is made. */
    boolean isExemplary() {
        return this == EXECUTE || this == EXECUTE_UPDATE || this == PREPARED_EXECUTE || this == PREPARED_EXECUTE_UPDATE;
    }

    boolean isQuery() {
        return this == EXECUTE_QUERY || this == PREPARED_EXECUTE_QUERY;
    }

    boolean isUpdate() {
        return name().contains("UPDATE");
    }

    boolean asksForKeys() {
        return name().endsWith("FOR_KEYS");
    }

    Statement open(Connection connection, String sql) throws SQLException {
        if (!prepared) {
            return connection.createStatement();
        }
        return asksForKeys()
                ? connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)
                : connection.prepareStatement(sql);
    }

    /** Runs it and takes all that it gives. */
    StatementOutcome run(Statement statement, String sql) {
        try {
            StatementOutcome outcome = prepared ? results((PreparedStatement) statement) : results(statement, sql);
            return asksForKeys() ? outcome.withKeys(statement.getGeneratedKeys()) : outcome;
        } catch (SQLException | RuntimeException failure) {
            return StatementOutcome.failed(failure);
        }
    }

    private StatementOutcome results(Statement statement, String sql) throws SQLException {
        return switch (this) {
            case EXECUTE -> results(statement, statement.execute(sql));
            case EXECUTE_FOR_KEYS -> results(statement, statement.execute(sql, Statement.RETURN_GENERATED_KEYS));
            case EXECUTE_QUERY -> StatementOutcome.rows(statement.executeQuery(sql));
            case EXECUTE_UPDATE -> StatementOutcome.count(statement.executeUpdate(sql));
            case EXECUTE_UPDATE_FOR_KEYS ->
                StatementOutcome.count(statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS));
            case EXECUTE_LARGE_UPDATE -> StatementOutcome.count(statement.executeLargeUpdate(sql));
            default -> {
                statement.addBatch(sql);
                yield StatementOutcome.counts(statement.executeBatch());
            }
        };
    }

    private StatementOutcome results(PreparedStatement statement) throws SQLException {
        return switch (this) {
            case PREPARED_EXECUTE, PREPARED_EXECUTE_FOR_KEYS -> results(statement, statement.execute());
            case PREPARED_EXECUTE_QUERY -> StatementOutcome.rows(statement.executeQuery());
            case PREPARED_EXECUTE_UPDATE -> StatementOutcome.count(statement.executeUpdate());
            case PREPARED_EXECUTE_LARGE_UPDATE -> StatementOutcome.count(statement.executeLargeUpdate());
            default -> {
                statement.addBatch();
                yield StatementOutcome.counts(statement.executeBatch());
            }
        };
    }

    private static StatementOutcome results(Statement statement, boolean rows) throws SQLException {
        return rows
                ? StatementOutcome.rows(statement.getResultSet())
                : StatementOutcome.count(statement.getUpdateCount());
    }
}
