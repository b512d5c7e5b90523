// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.List;
import java.util.Random;

/** Adds random calls on prepared statements to a program. */
final class RandomPreparedCalls {
    private final Random random;
    private final SqlTexts sql;
    private final List<Step> steps;
    private final RandomStatementCalls asAnyStatement;

    RandomPreparedCalls(Random random, SqlTexts sql, List<Step> steps, RandomStatementCalls asAnyStatement) {
        this.random = random;
        this.sql = sql;
        this.steps = steps;
        this.asAnyStatement = asAnyStatement;
    }

    /** Any call on a prepared statement, with those that go with it. */
    void add(Variable statement) {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> {
                prepare(statement);
                parameters(statement);
                run(statement);
            }
            case 4, 5, 6, 7, 8, 9 -> {
                parameters(statement);
                run(statement);
            }
            case 10, 11 -> run(statement);
            case 12 -> batch(statement);
            case 13 -> steps.add(PreparedCalls.clearParameters(statement));
            case 14 -> steps.add(PreparedCalls.columns(statement));
            case 15 -> steps.add(PreparedCalls.parameterMetaData(statement));
            case 16 -> asAnyStatement.settings(statement);
            case 17 -> asAnyStatement.results(statement);
            case 18 -> asAnyStatement.rowsCall(statement.rows());
            default -> asAnyStatement.closing(statement);
        }
    }

    private void prepare(Variable statement) {
        String text = sql.preparable();
        steps.add(
                random.nextInt(4) == 0
                        ? PreparedCalls.prepareForKeys(statement, text)
                        : PreparedCalls.prepare(statement, text));
    }

    private void batch(Variable statement) {
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            parameters(statement);
            steps.add(PreparedCalls.addBatch(statement));
        }
        asAnyStatement.executeBatch(statement);
        if (random.nextInt(3) == 0) {
            steps.add(StatementCalls.getKeys(statement));
        }
    }

    private void parameters(Variable statement) {
        int count = random.nextInt(4);
        for (int i = 1; i <= count; i++) {
            parameter(statement, i);
        }
        if (random.nextInt(20) == 0) {
            parameter(statement, 9);
        }
    }

    private void parameter(Variable statement, int index) {
        int value = random.nextInt(10);
        steps.add(
                switch (random.nextInt(9)) {
                    case 0, 1, 2 -> PreparedCalls.setInt(statement, index, value);
                    case 3, 4 -> PreparedCalls.setString(statement, index, "n" + value);
                    case 5 -> PreparedCalls.setNull(statement, index);
                    case 6 -> PreparedCalls.setObject(statement, index, value + 0.5);
                    case 7 -> PreparedCalls.setBytes(statement, index, value);
                    default -> PreparedCalls.setLong(statement, index, (long) value << 40);
                });
    }

    private void run(Variable statement) {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                steps.add(PreparedCalls.executeQuery(statement));
                asAnyStatement.read(statement.rows());
            }
            case 2 -> {
                steps.add(PreparedCalls.executeUpdate(statement));
                if (random.nextInt(3) == 0) {
                    steps.add(StatementCalls.getKeys(statement));
                }
            }
            case 3 -> steps.add(PreparedCalls.executeLargeUpdate(statement));
            default -> {
                steps.add(PreparedCalls.execute(statement));
                asAnyStatement.results(statement);
            }
        }
    }
}
