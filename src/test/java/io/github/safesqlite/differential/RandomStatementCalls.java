// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.ResultSet;
import java.util.List;
import java.util.Random;

/** Adds random calls on statements and their results to a program. */
final class RandomStatementCalls {
    private final Random random;
    private final SqlTexts sql;
    private final List<Step> steps;
    private final boolean second;

    /** @param second whether there is a second database to attach */
    RandomStatementCalls(Random random, SqlTexts sql, List<Step> steps, boolean second) {
        this.random = random;
        this.sql = sql;
        this.steps = steps;
        this.second = second;
    }

    /** Any call on a statement, with those that go with it. */
    void add(Variable statement) {
        Variable rows = statement.rows();
        switch (random.nextInt(28)) {
            case 6, 7, 8, 9 -> {
                steps.add(StatementCalls.executeQuery(statement, random.nextInt(16) == 0 ? sql.any() : sql.query()));
                read(rows);
            }
            case 10 -> {
                steps.add(StatementCalls.executeQuery(statement, sql.returning()));
                read(rows);
            }
            case 11, 12, 13, 14 -> execute(statement, sql.any());
            case 15 -> script(statement);
            case 16 -> batch(statement);
            case 17 -> steps.add(StatementCalls.getKeys(statement));
            case 18, 19, 20 -> read(rows);
            case 21 -> {
                // Mostly there is nothing to get, and the driver fails.
                if (random.nextInt(3) == 0) {
                    results(statement);
                }
            }
            case 22 -> settings(statement);
            case 23 -> rowsCall(rows);
            case 24 -> closing(statement);
            case 25 -> {
                if (second && random.nextInt(3) == 0) {
                    steps.add(StatementCalls.attachSecond(statement));
                } else {
                    execute(statement, sql.any());
                }
            }
            default -> executeUpdate(statement);
        }
    }

    private void script(Variable statement) {
        List<String> parts = sql.script();
        steps.add(
                random.nextInt(3) == 0
                        ? StatementCalls.executeScript(statement, parts)
                        : StatementCalls.executeUpdate(statement, String.join("; ", parts)));
    }

    void executeUpdate(Variable statement) {
        String text = random.nextInt(6) == 0 ? sql.any() : sql.write();
        // The driver refuses two of these forms, so that there is little to compare.
        switch (random.nextInt(8) + (random.nextInt(40) == 0 ? 0 : 2)) {
            case 4 -> steps.add(StatementCalls.executeLargeUpdate(statement, text));
            case 5 -> {
                steps.add(StatementCalls.executeUpdateForKeys(statement, text));
                steps.add(StatementCalls.getKeys(statement));
            }
            case 0 -> {
                steps.add(StatementCalls.executeUpdateForNames(statement, text));
                steps.add(StatementCalls.getKeys(statement));
            }
            case 1 -> {
                steps.add(StatementCalls.executeUpdateForIndexes(statement, text));
                steps.add(StatementCalls.getKeys(statement));
            }
            default -> steps.add(StatementCalls.executeUpdate(statement, text));
        }
    }

    private void execute(Variable statement, String text) {
        if (random.nextInt(6) == 0) {
            steps.add(StatementCalls.executeForKeys(statement, text));
            steps.add(StatementCalls.getKeys(statement));
        } else {
            steps.add(StatementCalls.execute(statement, text));
        }
        if (random.nextInt(2) == 0) {
            results(statement);
        }
    }

    /** One of the calls that ask for results. */
    void results(Variable statement) {
        // The driver refuses to keep the current result, so that there is little to compare.
        if (random.nextInt(40) == 0) {
            steps.add(StatementCalls.getMoreResultsKeeping(statement));
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> steps.add(StatementCalls.getUpdateCount(statement));
            case 1 -> steps.add(StatementCalls.getMoreResults(statement));
            case 2 -> steps.add(StatementCalls.getLargeUpdateCount(statement));
            default -> {
                steps.add(StatementCalls.getResultSet(statement));
                read(statement.rows());
            }
        }
    }

    private void batch(Variable statement) {
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            steps.add(StatementCalls.addBatch(statement, random.nextInt(8) == 0 ? sql.any() : sql.write()));
        }
        executeBatch(statement);
    }

    void executeBatch(Variable statement) {
        if (random.nextInt(6) == 0) {
            steps.add(StatementCalls.clearBatch(statement));
        }
        steps.add(
                random.nextInt(4) == 0
                        ? StatementCalls.executeLargeBatch(statement)
                        : StatementCalls.executeBatch(statement));
    }

    void settings(Variable statement) {
        int value = random.nextInt(4);
        steps.add(
                switch (random.nextInt(6)) {
                    case 0, 1 -> StatementCalls.setMaxRows(statement, value);
                    case 2 -> StatementCalls.setFetchSize(statement, value);
                    case 3 -> StatementCalls.closeOnCompletion(statement);
                    case 4 -> StatementCalls.getSettings(statement);
                    default -> StatementCalls.isClosed(statement);
                });
    }

    /** Of a statement or of its result set, once or twice. */
    void closing(Variable statement) {
        Step close = random.nextInt(6) == 0 ? StatementCalls.close(statement) : RowsCalls.close(statement.rows());
        steps.add(close);
        if (random.nextInt(4) == 0) {
            steps.add(close);
        }
    }

    // ---- result sets

    void read(Variable rows) {
        Rows.Getter[] getters = Rows.Getter.values();
        Rows.Getter getter = random.nextInt(3) == 0 ? getters[random.nextInt(getters.length)] : Rows.Getter.OBJECT;
        steps.add(
                random.nextInt(4) == 0
                        ? RowsCalls.read(rows, random.nextInt(4), getter)
                        : RowsCalls.readAll(rows, getter));
    }

    void rowsCall(Variable rows) {
        steps.add(
                switch (random.nextInt(9)) {
                    case 0 -> RowsCalls.columns(rows);
                    case 1 -> RowsCalls.get(rows, "isAfterLast()", ResultSet::isAfterLast);
                    case 2 -> RowsCalls.get(rows, "isBeforeFirst()", ResultSet::isBeforeFirst);
                    case 3 -> RowsCalls.get(rows, "isFirst()", ResultSet::isFirst);
                    case 4 -> RowsCalls.get(rows, "getRow()", ResultSet::getRow);
                    case 5 -> RowsCalls.isClosed(rows);
                    case 6 -> RowsCalls.get(rows, "findColumn(\"a\")", r -> r.findColumn("a"));
                    case 7 -> RowsCalls.get(rows, "getString(\"nope\")", r -> r.getString("nope"));
                    default -> RowsCalls.get(rows, "getStatement() == null", r -> r.getStatement() == null);
                });
    }
}
