// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.util.List;
import java.util.Random;

/** Adds random calls on connections to a program. */
final class RandomConnectionCalls {
    private final Random random;
    private final List<Step> steps;

    RandomConnectionCalls(Random random, List<Step> steps) {
        this.random = random;
        this.steps = steps;
    }

    /** A connection and its statements. */
    void open(Variable connection) {
        steps.add(ConnectionCalls.open(connection));
        for (int i = 0; i < 2; i++) {
            steps.add(ConnectionCalls.createStatement(connection.statement(i)));
        }
    }

    /** Any call on a connection, or two or none. */
    void add(Variable connection) {
        switch (random.nextInt(25)) {
            case 0, 1, 2 -> steps.add(ConnectionCalls.turnAutoCommit(connection, false));
            case 3, 4 -> steps.add(ConnectionCalls.turnAutoCommit(connection, true));
            case 5, 6, 7, 8 -> steps.add(ConnectionCalls.commit(connection));
            case 9, 10 -> steps.add(ConnectionCalls.rollback(connection));
            case 11, 12, 13 -> steps.add(setSavepoint(connection.savepoint(random.nextInt(2))));
            case 14 -> steps.add(ConnectionCalls.rollbackTo(connection.savepoint(random.nextInt(2))));
            case 15 -> steps.add(ConnectionCalls.release(connection.savepoint(random.nextInt(2))));
            case 16 -> steps.add(getter(connection));
            case 17 -> steps.add(metaData(connection));
            case 18 -> {
                if (random.nextInt(3) == 0) {
                    closeOnceOrTwice(connection);
                }
            }
            case 19 -> {
                if (random.nextInt(3) == 0) {
                    open(connection);
                }
            }
            case 21 -> steps.add(ConnectionCalls.setIsolation(connection, random.nextInt(9)));
            case 22 -> {
                if (random.nextInt(4) == 0) {
                    steps.add(ConnectionCalls.turnReadOnly(connection, random.nextInt(3) == 0));
                }
            }
            case 20, 23 -> steps.add(ConnectionCalls.createStatement(connection.statement(random.nextInt(2))));
            default -> steps.add(ConnectionCalls.nativeSql(connection));
        }
    }

    private void closeOnceOrTwice(Variable connection) {
        steps.add(ConnectionCalls.close(connection));
        if (random.nextInt(4) == 0) {
            steps.add(ConnectionCalls.close(connection));
        }
    }

    private Step getter(Variable connection) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> ConnectionCalls.get(connection, "getAutoCommit()", Connection::getAutoCommit);
            case 2 -> ConnectionCalls.isClosed(connection);
            case 3 -> ConnectionCalls.get(connection, "isReadOnly()", Connection::isReadOnly);
            case 4 -> ConnectionCalls.get(connection, "getTransactionIsolation()", Connection::getTransactionIsolation);
            case 5 -> ConnectionCalls.get(connection, "getHoldability()", Connection::getHoldability);
            default ->
                ConnectionCalls.get(connection, "getCatalog() + getSchema()", c -> c.getCatalog() + c.getSchema());
        };
    }

    private Step metaData(Variable connection) {
        return switch (random.nextInt(6)) {
            case 0 ->
                ConnectionCalls.metaData(
                        connection,
                        "getTables(null, null, \"%\", null)",
                        metaData -> metaData.getTables(null, null, "%", null));
            case 1 ->
                ConnectionCalls.metaData(
                        connection,
                        "getColumns(null, null, \"t\", \"%\")",
                        metaData -> metaData.getColumns(null, null, "t", "%"));
            case 2 ->
                ConnectionCalls.metaData(
                        connection,
                        "getPrimaryKeys(null, null, \"u\")",
                        metaData -> metaData.getPrimaryKeys(null, null, "u"));
            case 3 ->
                ConnectionCalls.metaData(
                        connection,
                        "getImportedKeys(null, null, \"k\")",
                        metaData -> metaData.getImportedKeys(null, null, "k"));
            case 4 ->
                ConnectionCalls.metaData(
                        connection,
                        "getIndexInfo(null, null, \"u\", true, false)",
                        metaData -> metaData.getIndexInfo(null, null, "u", true, false));
            default -> ConnectionCalls.productMetaData(connection);
        };
    }

    private Step setSavepoint(Variable savepoint) {
        if (random.nextBoolean()) {
            return ConnectionCalls.setSavepoint(savepoint);
        }
        return ConnectionCalls.setSavepoint(savepoint, random.nextBoolean() ? "one" : "sp two");
    }
}
