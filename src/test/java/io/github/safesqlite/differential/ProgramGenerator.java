// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.config.BeginMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes one random program; the same seed gives the same program. */
final class ProgramGenerator {
    private static final int MOST_STEPS = 30;

    private final Random random;
    private final SqlTexts sql;
    private final List<Step> steps = new ArrayList<>();
    private final int connections;
    private final Setup setup;
    private final boolean second;
    private final RandomConnectionCalls onConnections;
    private final RandomStatementCalls onStatements;
    private final RandomPreparedCalls onPrepared;

    private ProgramGenerator(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        Setup.Storage[] storages = Setup.Storage.values();
        this.setup = new Setup(
                storages[random.nextInt(storages.length)],
                random.nextInt(3) == 0 ? BeginMode.DEFERRED : BeginMode.IMMEDIATE);
        this.connections = random.nextInt(4) == 0 ? 2 : 1;
        this.second = random.nextInt(6) == 0;
        this.sql = new SqlTexts(random, second);
        this.onConnections = new RandomConnectionCalls(random, steps);
        this.onStatements = new RandomStatementCalls(random, sql, steps, second);
        this.onPrepared = new RandomPreparedCalls(random, sql, steps, onStatements);
    }

    static Program program(long seed) {
        return new ProgramGenerator(seed).generate();
    }

    private Program generate() {
        for (int i = 0; i < connections; i++) {
            Variable connection = Variable.connection(i);
            onConnections.open(connection);
            if (second && random.nextInt(4) > 0) {
                steps.add(StatementCalls.attachSecond(connection.statement(0)));
            }
        }
        int count = 5 + random.nextInt(MOST_STEPS - 5);
        while (steps.size() < count) {
            int number = random.nextInt(connections);
            Variable connection = Variable.connection(number);
            if (connections == 2 && random.nextInt(12) == 0) {
                nested(connection, Variable.connection(1 - number));
                continue;
            }
            int dice = random.nextInt(100);
            if (dice < 18) {
                onConnections.add(connection);
            } else if (dice < 60) {
                onStatements.add(connection.statement(random.nextInt(2)));
            } else {
                onPrepared.add(connection.prepared(random.nextInt(2)));
            }
        }
        return new Program(setup, List.copyOf(steps));
    }

    /** A write on one connection within a transaction of the other one that has only read. */
    private void nested(Variable outer, Variable inner) {
        steps.add(ConnectionCalls.turnAutoCommit(outer, false));
        steps.add(StatementCalls.executeQuery(outer.statement(1), sql.query()));
        onStatements.read(outer.statement(1).rows());
        boolean transaction = random.nextBoolean();
        if (transaction) {
            steps.add(ConnectionCalls.turnAutoCommit(inner, false));
        }
        onStatements.executeUpdate(inner.statement(1));
        if (transaction) {
            steps.add(ConnectionCalls.commit(inner));
        }
        if (random.nextBoolean()) {
            onStatements.executeUpdate(outer.statement(0));
        }
        steps.add(ConnectionCalls.commit(outer));
    }
}
