// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.config.BeginMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A small program for each difference on purpose that random programs show seldom or never. */
final class ShownDifferences {
    private static final Variable C0 = Variable.connection(0);
    private static final Variable S0 = C0.statement(0);
    private static final Variable S1 = C0.statement(1);
    private static final Variable P0 = C0.prepared(0);
    private static final Variable C1 = Variable.connection(1);
    private static final Variable OTHER = C1.statement(0);

    private static final Setup MEMORY = new Setup(Setup.Storage.MEMORY, BeginMode.IMMEDIATE);
    private static final Setup WAL = new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE);

    private static final String ALL = "SELECT * FROM t ORDER BY id";
    private static final String INCREMENT = "UPDATE t SET b = coalesce(b, 0) + 1";
    private static final String TWO_PARAMETERS = "INSERT INTO t(id, a) VALUES(?, ?)";

    private final Map<IntendedDifferences, Program> programs = new EnumMap<>(IntendedDifferences.class);

    private ShownDifferences() {
        transactions();
        changes();
        results();
        statements();
    }

    static Map<IntendedDifferences, Program> programs() {
        return new ShownDifferences().programs;
    }

    private void transactions() {
        show(
                IntendedDifferences.NEWEST_STATE,
                WAL,
                StatementCalls.attachSecond(S0),
                ConnectionCalls.turnAutoCommit(C0, false),
                StatementCalls.executeQuery(S0, ALL),
                RowsCalls.readAll(S0.rows(), Rows.Getter.OBJECT),
                StatementCalls.executeUpdate(OTHER, "DELETE FROM t WHERE id = 1"),
                StatementCalls.executeUpdate(S0, "INSERT INTO m2.o(a) SELECT a FROM t WHERE id <= 2"));
        show(
                IntendedDifferences.FIRST_PRAGMA,
                WAL,
                ConnectionCalls.turnAutoCommit(C0, false),
                StatementCalls.execute(S0, "PRAGMA foreign_keys = ON"),
                StatementCalls.executeUpdate(S0, "INSERT INTO k(p, q) VALUES(1, 9)"));
        show(
                IntendedDifferences.BEGIN_TWICE,
                WAL,
                StatementCalls.execute(S0, "PRAGMA query_only = ON"),
                StatementCalls.execute(S0, "BEGIN"),
                StatementCalls.execute(S0, "BEGIN IMMEDIATE"));
        show(
                IntendedDifferences.BUSY_COMMIT,
                new Setup(Setup.Storage.ROLLBACK_JOURNAL, BeginMode.DEFERRED),
                ConnectionCalls.turnAutoCommit(C1, false),
                StatementCalls.executeQuery(OTHER, ALL),
                ConnectionCalls.turnAutoCommit(C0, false),
                StatementCalls.executeUpdate(S0, INCREMENT),
                ConnectionCalls.commit(C0),
                StatementCalls.close(OTHER),
                ConnectionCalls.commit(C1),
                ConnectionCalls.commit(C0));
        show(
                IntendedDifferences.ADOPTED_TRANSACTION,
                WAL,
                StatementCalls.execute(S0, "BEGIN"),
                ConnectionCalls.turnAutoCommit(C0, false));
        show(
                IntendedDifferences.MANUAL_MODE_WITHOUT_TRANSACTION,
                WAL,
                ConnectionCalls.turnAutoCommit(C0, false),
                StatementCalls.execute(S0, "COMMIT"),
                ConnectionCalls.turnAutoCommit(C0, true));
        show(
                IntendedDifferences.ABORTED_TRANSACTION,
                WAL,
                ConnectionCalls.turnAutoCommit(C0, false),
                StatementCalls.executeUpdate(S0, "UPDATE OR ROLLBACK u SET name = 'n4'"),
                StatementCalls.executeUpdate(S0, INCREMENT));
        show(IntendedDifferences.READ_ONLY, WAL, ConnectionCalls.turnReadOnly(C0, true));
    }

    private void changes() {
        show(
                IntendedDifferences.PARAMETERS_AFTER_BATCH,
                WAL,
                PreparedCalls.prepare(P0, TWO_PARAMETERS),
                PreparedCalls.setInt(P0, 1, 8),
                PreparedCalls.addBatch(P0),
                StatementCalls.executeBatch(P0),
                PreparedCalls.execute(P0));
        show(
                IntendedDifferences.EMPTIED_BATCH,
                WAL,
                StatementCalls.addBatch(S0, INCREMENT),
                StatementCalls.execute(S0, "DELETE FROM log"),
                StatementCalls.executeBatch(S0));
        show(
                IntendedDifferences.RESULTS_BESIDE_A_BATCH,
                WAL,
                StatementCalls.execute(S0, INCREMENT),
                StatementCalls.addBatch(S0, INCREMENT),
                StatementCalls.getUpdateCount(S0));
        show(
                IntendedDifferences.BATCH_OF_QUERIES,
                WAL,
                StatementCalls.addBatch(S0, "UPDATE t SET b = 3 WHERE 0 RETURNING id"),
                StatementCalls.executeBatch(S0));
        show(
                IntendedDifferences.COUNTERS_AFTER_FAILURE,
                WAL,
                StatementCalls.executeUpdate(S0, "INSERT INTO t(id, a) VALUES(11, 'a'), (4, 'b')"),
                StatementCalls.executeQuery(S0, "SELECT last_insert_rowid()"),
                RowsCalls.readAll(S0.rows(), Rows.Getter.OBJECT));
        show(
                IntendedDifferences.COUNTER_TABLE,
                WAL,
                StatementCalls.executeQuery(S1, "SELECT name FROM sqlite_schema ORDER BY 1"),
                StatementCalls.executeUpdate(S0, INCREMENT),
                StatementCalls.executeQuery(S0, "SELECT changes()"),
                ConnectionCalls.metaData(C0, "getTables", data -> data.getTables(null, null, "%", null)));
    }

    private void results() {
        show(
                IntendedDifferences.RESULT_LEFT_BEHIND,
                MEMORY,
                StatementCalls.execute(S1, "CREATE TABLE x1(id)"),
                StatementCalls.execute(S0, ALL),
                StatementCalls.getMoreResults(S0),
                StatementCalls.execute(S1, "DROP TABLE x1"));
        show(
                IntendedDifferences.MOST_ROWS,
                WAL,
                StatementCalls.executeQuery(S0, ALL),
                StatementCalls.setMaxRows(S0, 1),
                RowsCalls.readAll(S0.rows(), Rows.Getter.OBJECT));
        show(IntendedDifferences.FETCH_SIZE, WAL, StatementCalls.setMaxRows(S0, 1), StatementCalls.setFetchSize(S0, 3));
        show(
                IntendedDifferences.COLUMN_METADATA,
                WAL,
                PreparedCalls.prepare(P0, "SELECT ?, typeof(?), ? IS NULL"),
                PreparedCalls.executeQuery(P0),
                PreparedCalls.columns(P0));
        show(
                IntendedDifferences.OPEN_RESULT_SETS,
                WAL,
                StatementCalls.executeQuery(S0, ALL),
                RowsCalls.read(S0.rows(), 1, Rows.Getter.OBJECT),
                StatementCalls.executeUpdate(S1, INCREMENT),
                RowsCalls.readAll(S0.rows(), Rows.Getter.OBJECT));
        show(
                IntendedDifferences.OLD_SNAPSHOT,
                WAL,
                StatementCalls.executeQuery(S1, ALL),
                StatementCalls.executeUpdate(OTHER, INCREMENT),
                ConnectionCalls.turnAutoCommit(C0, false),
                StatementCalls.executeQuery(S0, ALL),
                RowsCalls.readAll(S0.rows(), Rows.Getter.OBJECT));
    }

    private void statements() {
        show(
                IntendedDifferences.PARAMETER_INDEX,
                WAL,
                PreparedCalls.prepare(P0, "SELECT a FROM t WHERE id = ?"),
                PreparedCalls.addBatch(P0),
                StatementCalls.clearBatch(P0),
                PreparedCalls.setInt(P0, 2, 1));
        show(
                IntendedDifferences.CLOSE_ON_COMPLETION,
                WAL,
                PreparedCalls.prepare(P0, ALL),
                PreparedCalls.executeQuery(P0),
                StatementCalls.closeOnCompletion(P0),
                PreparedCalls.executeQuery(P0));
        show(
                IntendedDifferences.QUERY_OF_PRAGMA,
                WAL,
                PreparedCalls.prepare(P0, "PRAGMA user_version = 7"),
                PreparedCalls.executeQuery(P0));
        show(
                IntendedDifferences.COLUMNS_OF_A_WRITE,
                WAL,
                PreparedCalls.prepare(P0, TWO_PARAMETERS),
                PreparedCalls.columns(P0));
        show(
                IntendedDifferences.COMPILED_ONCE,
                WAL,
                StatementCalls.execute(S0, "CREATE TABLE x1(id)"),
                PreparedCalls.prepare(P0, "INSERT INTO x1 VALUES(?)"),
                StatementCalls.execute(S0, "DROP TABLE x1"),
                PreparedCalls.prepare(P0, "INSERT INTO x1 VALUES(?)"));
        show(
                IntendedDifferences.DEFINITION_BESIDE_ROWS,
                WAL,
                StatementCalls.execute(S0, "CREATE TABLE x1(id)"),
                StatementCalls.execute(S1, ALL),
                StatementCalls.execute(S0, "DROP TABLE x1"));
        show(
                IntendedDifferences.NEWEST_SCHEMA,
                MEMORY,
                StatementCalls.execute(OTHER, "CREATE TABLE x1(id)"),
                PreparedCalls.prepare(P0, "CREATE TABLE x1 AS SELECT id FROM t"));
    }

    /** Of two connections with their statements. */
    private void show(IntendedDifferences difference, Setup setup, Step... steps) {
        List<Step> all = new ArrayList<>(List.of(
                ConnectionCalls.open(C0),
                ConnectionCalls.createStatement(S0),
                ConnectionCalls.createStatement(S1),
                ConnectionCalls.open(C1),
                ConnectionCalls.createStatement(OTHER)));
        all.addAll(List.of(steps));
        programs.put(difference, new Program(setup, all));
    }
}
