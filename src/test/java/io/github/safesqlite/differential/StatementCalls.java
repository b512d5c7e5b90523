// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** The steps that call a statement, a prepared one too if it is not about its own SQL or parameters. */
final class StatementCalls {
    private StatementCalls() {}

    // ---- executions

    static Step execute(Variable statement, String sql) {
        return ask(Call.EXECUTE, statement, "", s -> s.execute(sql)).with(Sql.of(sql));
    }

    static Step executeForKeys(Variable statement, String sql) {
        return ask(
                        Call.EXECUTE,
                        statement,
                        "RETURN_GENERATED_KEYS",
                        s -> s.execute(sql, Statement.RETURN_GENERATED_KEYS))
                .with(Sql.of(sql));
    }

    static Step executeQuery(Variable statement, String sql) {
        Variable rows = statement.rows();
        return Step.of(
                        Call.EXECUTE_QUERY,
                        statement,
                        world -> world.statement(statement, s -> world.set(rows, s.executeQuery(sql))))
                .with(Sql.of(sql))
                .assigning(rows);
    }

    static Step executeUpdate(Variable statement, String sql) {
        return ask(Call.EXECUTE_UPDATE, statement, "", s -> s.executeUpdate(sql))
                .with(Sql.of(sql));
    }

    static Step executeLargeUpdate(Variable statement, String sql) {
        return ask(Call.EXECUTE_LARGE_UPDATE, statement, "", s -> s.executeLargeUpdate(sql))
                .with(Sql.of(sql));
    }

    static Step executeUpdateForKeys(Variable statement, String sql) {
        return ask(
                        Call.EXECUTE_UPDATE,
                        statement,
                        "RETURN_GENERATED_KEYS",
                        s -> s.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS))
                .with(Sql.of(sql));
    }

    static Step executeUpdateForNames(Variable statement, String sql) {
        return ask(
                        Call.EXECUTE_UPDATE_FOR_COLUMNS,
                        statement,
                        "new String[] {\"id\"}",
                        s -> s.executeUpdate(sql, new String[] {"id"}))
                .with(Sql.of(sql));
    }

    static Step executeUpdateForIndexes(Variable statement, String sql) {
        return ask(
                        Call.EXECUTE_UPDATE_FOR_COLUMNS,
                        statement,
                        "new int[] {1}",
                        s -> s.executeUpdate(sql, new int[] {1}))
                .with(Sql.of(sql));
    }

    /** A text with several statements, and all its results. */
    static Step executeScript(Variable statement, List<String> parts) {
        return Step.of(
                        Call.EXECUTE_SCRIPT,
                        statement,
                        world -> world.statement(statement, s -> world.resultsOf(s, parts)))
                .with(Sql.of(String.join("; ", parts)));
    }

    static Step attachSecond(Variable statement) {
        return Step.of(Call.EXECUTE, statement, world -> world.statement(statement, world::attachSecond))
                .with(Sql.of("ATTACH 'second' AS m2"));
    }

    static Step addBatch(Variable statement, String sql) {
        return run(Call.ADD_BATCH, statement, "", s -> s.addBatch(sql)).with(Sql.of(sql));
    }

    static Step clearBatch(Variable statement) {
        return run(Call.CLEAR_BATCH, statement, "", Statement::clearBatch);
    }

    static Step executeBatch(Variable statement) {
        return ask(Call.EXECUTE_BATCH, statement, "", s -> Arrays.toString(s.executeBatch()));
    }

    static Step executeLargeBatch(Variable statement) {
        return ask(Call.EXECUTE_LARGE_BATCH, statement, "", s -> Arrays.toString(s.executeLargeBatch()));
    }

    // ---- results

    static Step getResultSet(Variable statement) {
        Variable rows = statement.rows();
        return Step.of(
                        Call.GET_RESULT_SET,
                        statement,
                        world -> world.statement(statement, s -> {
                            ResultSet results = s.getResultSet();
                            return results == null ? "null" : world.set(rows, results);
                        }))
                .assigning(rows);
    }

    static Step getUpdateCount(Variable statement) {
        return ask(Call.GET_UPDATE_COUNT, statement, "", Statement::getUpdateCount);
    }

    static Step getLargeUpdateCount(Variable statement) {
        return ask(Call.GET_LARGE_UPDATE_COUNT, statement, "", Statement::getLargeUpdateCount);
    }

    static Step getMoreResults(Variable statement) {
        return ask(Call.GET_MORE_RESULTS, statement, "", Statement::getMoreResults);
    }

    static Step getMoreResultsKeeping(Variable statement) {
        return ask(
                Call.GET_MORE_RESULTS_KEEPING,
                statement,
                "KEEP_CURRENT_RESULT",
                s -> s.getMoreResults(Statement.KEEP_CURRENT_RESULT));
    }

    /** The keys, read to their end. */
    static Step getKeys(Variable statement) {
        return ask(Call.GET_KEYS, statement, "", s -> {
            try (ResultSet rows = s.getGeneratedKeys()) {
                return Rows.read(rows, 100, Rows.Getter.OBJECT);
            }
        });
    }

    // ---- settings

    static Step setMaxRows(Variable statement, int most) {
        return ask(Call.SET_MAX_ROWS, statement, String.valueOf(most), s -> {
                    s.setMaxRows(most);
                    return s.getMaxRows();
                })
                .with(most);
    }

    static Step setFetchSize(Variable statement, int size) {
        return ask(Call.SET_FETCH_SIZE, statement, String.valueOf(size), s -> {
                    s.setFetchSize(size);
                    return s.getFetchSize();
                })
                .with(size);
    }

    static Step closeOnCompletion(Variable statement) {
        return ask(Call.CLOSE_ON_COMPLETION, statement, "", s -> {
            s.closeOnCompletion();
            return s.isCloseOnCompletion();
        });
    }

    static Step getSettings(Variable statement) {
        return ask(
                Call.GET,
                statement,
                "getResultSetType() + …",
                s -> s.getResultSetType() + " " + s.getResultSetConcurrency() + " "
                        + s.getResultSetHoldability() + " " + s.getFetchDirection() + " "
                        + s.getQueryTimeout());
    }

    static Step isClosed(Variable statement) {
        return ask(Call.IS_CLOSED, statement, "", Statement::isClosed);
    }

    static Step close(Variable statement) {
        return run(Call.CLOSE, statement, "", Statement::close);
    }

    /** A call that gives nothing. */
    @FunctionalInterface
    private interface Run {
        void on(Statement statement) throws SQLException;
    }

    private static Step run(Call call, Variable statement, String detail, Run use) {
        return ask(call, statement, detail, s -> {
            use.on(s);
            return "done";
        });
    }

    private static Step ask(Call call, Variable statement, String detail, World.Use<Statement> use) {
        return Step.of(call, statement, detail, world -> world.statement(statement, use));
    }
}
