// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.config.BeginMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
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

    private ProgramGenerator(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.setup = new Setup(
                pick(Setup.Storage.values()), random.nextInt(3) == 0 ? BeginMode.DEFERRED : BeginMode.IMMEDIATE);
        this.connections = random.nextInt(4) == 0 ? 2 : 1;
        this.second = random.nextInt(6) == 0;
        this.sql = new SqlTexts(random, second);
    }

    static Program program(long seed) {
        return new ProgramGenerator(seed).generate();
    }

    private Program generate() {
        for (int i = 0; i < connections; i++) {
            open("c" + i);
            createStatements(i);
            if (second && random.nextInt(4) > 0) {
                attachSecond("s" + i + "0");
            }
        }
        int count = 5 + random.nextInt(MOST_STEPS - 5);
        while (steps.size() < count) {
            String connection = String.valueOf(random.nextInt(connections));
            if (connections == 2 && random.nextInt(8) == 0) {
                nested(connection, connection.equals("0") ? "1" : "0");
                continue;
            }
            int dice = random.nextInt(100);
            if (dice < 18) {
                onConnection("c" + connection);
            } else if (dice < 60) {
                onStatement("s" + connection + random.nextInt(2));
            } else {
                onPrepared("c" + connection, "ps" + connection + random.nextInt(2));
            }
        }
        return new Program(setup, List.copyOf(steps));
    }

    private void open(String connection) {
        step("Connection " + connection + " = dataSource.getConnection();", world -> world.open(connection));
    }

    private void createStatements(int i) {
        for (int j = 0; j < 2; j++) {
            createStatement("c" + i, "s" + i + j);
        }
    }

    private void createStatement(String connection, String name) {
        step(
                "Statement " + name + " = " + connection + ".createStatement();",
                world -> world.connection(connection, c -> world.set(name, c.createStatement())));
    }

    /** A write on one connection within a transaction of the other one that has only read. */
    private void nested(String outer, String inner) {
        autoCommit("c" + outer, false);
        executeQuery("s" + outer + "1", "rs" + outer + "1", sql.query());
        read("rs" + outer + "1");
        boolean transaction = random.nextBoolean();
        if (transaction) {
            autoCommit("c" + inner, false);
        }
        executeUpdate("s" + inner + "1");
        if (transaction) {
            commit("c" + inner);
        }
        if (random.nextBoolean()) {
            executeUpdate("s" + outer + "0");
        }
        commit("c" + outer);
    }

    private void autoCommit(String name, boolean wanted) {
        connection(name, "setAutoCommit(" + wanted + ")", c -> {
            c.setAutoCommit(wanted);
            return "done";
        });
    }

    private void commit(String name) {
        connection(name, "commit()", c -> {
            c.commit();
            return "done";
        });
    }

    private void attachSecond(String statement) {
        statementWithWorld(
                statement, "execute(\"ATTACH '\" + secondDatabase + \"' AS m2\")", (s, world) -> world.attachSecond(s));
    }

    // ---- connections

    private void onConnection(String name) {
        switch (random.nextInt(25)) {
            case 0, 1, 2 -> autoCommit(name, false);
            case 3, 4 -> autoCommit(name, true);
            case 5, 6, 7, 8 -> commit(name);
            case 9, 10 ->
                connection(name, "rollback()", c -> {
                    c.rollback();
                    return "done";
                });
            case 11, 12, 13 -> setSavepoint(name);
            case 14 -> onSavepoint(name, "rollback", Connection::rollback);
            case 15 -> onSavepoint(name, "releaseSavepoint", Connection::releaseSavepoint);
            case 16 -> getters(name);
            case 17 -> metaData(name);
            case 18 -> {
                if (random.nextInt(3) == 0) {
                    closeOnceOrTwice(() -> connection(name, "close()", c -> {
                        c.close();
                        return "done";
                    }));
                }
            }
            case 19 -> {
                if (random.nextInt(3) == 0) {
                    open(name);
                    createStatements(name.charAt(1) - '0');
                }
            }
            case 21 -> setIsolation(name);
            case 22 -> {
                if (random.nextInt(4) == 0) {
                    setReadOnly(name);
                }
            }
            case 20, 23 -> createStatement(name, "s" + name.charAt(1) + random.nextInt(2));
            default -> connection(name, "nativeSQL(\"SELECT 1\")", c -> c.nativeSQL("SELECT 1"));
        }
    }

    private void setIsolation(String name) {
        int level = random.nextInt(9);
        connection(name, "setTransactionIsolation(" + level + ")", c -> {
            c.setTransactionIsolation(level);
            return c.getTransactionIsolation();
        });
    }

    private void setReadOnly(String name) {
        boolean wanted = random.nextInt(3) == 0;
        connection(name, "setReadOnly(" + wanted + ")", c -> {
            c.setReadOnly(wanted);
            return c.isReadOnly();
        });
    }

    private void closeOnceOrTwice(Runnable close) {
        close.run();
        if (random.nextInt(4) == 0) {
            close.run();
        }
    }

    private void getters(String name) {
        switch (random.nextInt(7)) {
            case 0, 1 -> connection(name, "getAutoCommit()", Connection::getAutoCommit);
            case 2 -> connection(name, "isClosed()", Connection::isClosed);
            case 3 -> connection(name, "isReadOnly()", Connection::isReadOnly);
            case 4 -> connection(name, "getTransactionIsolation()", Connection::getTransactionIsolation);
            case 5 -> connection(name, "getHoldability()", Connection::getHoldability);
            default -> connection(name, "getCatalog() + getSchema()", c -> c.getCatalog() + c.getSchema());
        }
    }

    private void metaData(String name) {
        switch (random.nextInt(6)) {
            case 0 ->
                connection(
                        name,
                        "getMetaData().getTables(null, null, \"%\", null)",
                        c -> all(c.getMetaData().getTables(null, null, "%", null)));
            case 1 ->
                connection(
                        name,
                        "getMetaData().getColumns(null, null, \"t\", \"%\")",
                        c -> all(c.getMetaData().getColumns(null, null, "t", "%")));
            case 2 ->
                connection(
                        name,
                        "getMetaData().getPrimaryKeys(null, null, \"u\")",
                        c -> all(c.getMetaData().getPrimaryKeys(null, null, "u")));
            case 3 ->
                connection(
                        name,
                        "getMetaData().getImportedKeys(null, null, \"k\")",
                        c -> all(c.getMetaData().getImportedKeys(null, null, "k")));
            case 4 ->
                connection(
                        name,
                        "getMetaData().getIndexInfo(null, null, \"u\", true, false)",
                        c -> all(c.getMetaData().getIndexInfo(null, null, "u", true, false)));
            default ->
                connection(
                        name,
                        "getMetaData().getDatabaseProductVersion() + …",
                        c -> c.getMetaData().getDatabaseProductVersion()
                                + c.getMetaData().getIdentifierQuoteString()
                                + c.getMetaData().supportsSavepoints()
                                + c.getMetaData().getSQLKeywords());
        }
    }

    private static String all(ResultSet rows) throws java.sql.SQLException {
        try (rows) {
            return Rows.columns(rows.getMetaData()) + Rows.read(rows, Integer.MAX_VALUE, Rows.Getter.OBJECT);
        }
    }

    private void setSavepoint(String connection) {
        String name = "sp" + connection.charAt(1) + random.nextInt(2);
        if (random.nextBoolean()) {
            step(
                    "Savepoint " + name + " = " + connection + ".setSavepoint();",
                    world -> world.connection(connection, c -> world.set(name, c.setSavepoint())));
        } else {
            String label = random.nextBoolean() ? "one" : "sp two";
            step(
                    "Savepoint " + name + " = " + connection + ".setSavepoint(\"" + label + "\");",
                    world -> world.connection(connection, c -> {
                        Savepoint savepoint = c.setSavepoint(label);
                        world.set(name, savepoint);
                        return savepoint.getSavepointName();
                    }));
        }
    }

    /** A call with a savepoint. */
    private interface WithSavepoint {
        void call(Connection connection, Savepoint savepoint) throws java.sql.SQLException;
    }

    private void onSavepoint(String connection, String method, WithSavepoint use) {
        String name = "sp" + connection.charAt(1) + random.nextInt(2);
        step(
                connection + "." + method + "(" + name + ");",
                world -> world.connection(
                        connection,
                        c -> world.savepoint(name, savepoint -> {
                            use.call(c, savepoint);
                            return "done";
                        })));
    }

    // ---- statements

    private void onStatement(String name) {
        String rows = "r" + name;
        switch (random.nextInt(28)) {
            case 0, 1, 2 -> executeUpdate(name);
            case 3, 4, 5 -> executeUpdate(name);
            case 6, 7, 8, 9 -> {
                String text = random.nextInt(8) == 0 ? sql.any() : sql.query();
                executeQuery(name, rows, text);
                read(rows);
            }
            case 10 -> {
                executeQuery(name, rows, sql.returning());
                read(rows);
            }
            case 11, 12, 13, 14 -> execute(name, rows, sql.any());
            case 15 -> script(name);
            case 16 -> batch(name);
            case 17, 18 -> keys(name);
            case 19, 20 -> read(rows);
            case 21 -> results(name, rows);
            case 22 -> settings(name);
            case 23 -> rowsCalls(rows);
            case 24 -> closing(name, rows);
            case 25 -> {
                if (second && random.nextInt(3) == 0) {
                    attachSecond(name);
                } else {
                    execute(name, rows, sql.any());
                }
            }
            default -> executeUpdate(name);
        }
    }

    private void script(String name) {
        List<String> parts = sql.script();
        String text = String.join("; ", parts);
        if (random.nextInt(3) == 0) {
            statementWithWorld(
                    name, "execute(" + quoted(text) + ") and all results", (s, world) -> world.resultsOf(s, parts));
        } else {
            statement(name, "executeUpdate(" + quoted(text) + ")", s -> s.executeUpdate(text));
        }
    }

    private void executeUpdate(String name) {
        String text = random.nextInt(6) == 0 ? sql.any() : sql.write();
        String shown = quoted(text);
        // The driver refuses two of these forms, so that there is little to compare.
        switch (random.nextInt(8) + (random.nextInt(40) == 0 ? 0 : 2)) {
            case 4 -> statement(name, "executeLargeUpdate(" + shown + ")", s -> s.executeLargeUpdate(text));
            case 5 -> {
                statement(
                        name,
                        "executeUpdate(" + shown + ", RETURN_GENERATED_KEYS)",
                        s -> s.executeUpdate(text, Statement.RETURN_GENERATED_KEYS));
                keys(name);
            }
            case 0 -> {
                statement(
                        name,
                        "executeUpdate(" + shown + ", new String[] {\"id\"})",
                        s -> s.executeUpdate(text, new String[] {"id"}));
                keys(name);
            }
            case 1 -> {
                statement(
                        name, "executeUpdate(" + shown + ", new int[] {1})", s -> s.executeUpdate(text, new int[] {1}));
                keys(name);
            }
            default -> statement(name, "executeUpdate(" + shown + ")", s -> s.executeUpdate(text));
        }
    }

    private void executeQuery(String name, String rows, String text) {
        step(
                "ResultSet " + rows + " = " + name + ".executeQuery(" + quoted(text) + ");",
                world -> world.statement(name, s -> world.set(rows, s.executeQuery(text))));
    }

    private void execute(String name, String rows, String text) {
        if (random.nextInt(6) == 0) {
            statement(
                    name,
                    "execute(" + quoted(text) + ", RETURN_GENERATED_KEYS)",
                    s -> s.execute(text, Statement.RETURN_GENERATED_KEYS));
            keys(name);
        } else {
            statement(name, "execute(" + quoted(text) + ")", s -> s.execute(text));
        }
        if (random.nextInt(3) > 0) {
            results(name, rows);
        }
    }

    private void results(String name, String rows) {
        switch (random.nextInt(6)) {
            case 3 ->
                statement(
                        name,
                        "getMoreResults(KEEP_CURRENT_RESULT)",
                        s -> s.getMoreResults(Statement.KEEP_CURRENT_RESULT));
            case 0 -> statement(name, "getUpdateCount()", Statement::getUpdateCount);
            case 1 -> statement(name, "getMoreResults()", Statement::getMoreResults);
            case 2 -> statement(name, "getLargeUpdateCount()", Statement::getLargeUpdateCount);
            default -> {
                step(
                        "ResultSet " + rows + " = " + name + ".getResultSet();",
                        world -> world.statement(name, s -> {
                            ResultSet results = s.getResultSet();
                            if (results == null) {
                                return "null";
                            }
                            return world.set(rows, results);
                        }));
                read(rows);
            }
        }
    }

    private void keys(String name) {
        step("read(" + name + ".getGeneratedKeys());", world -> world.statement(name, s -> keys(s)));
    }

    private static String keys(Statement statement) throws java.sql.SQLException {
        try (ResultSet rows = statement.getGeneratedKeys()) {
            return Rows.read(rows, 100, Rows.Getter.OBJECT);
        }
    }

    private void batch(String name) {
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String text = random.nextInt(8) == 0 ? sql.any() : sql.write();
            statement(name, "addBatch(" + quoted(text) + ")", s -> {
                s.addBatch(text);
                return "done";
            });
        }
        executeBatch(name);
    }

    private void executeBatch(String name) {
        if (random.nextInt(6) == 0) {
            statement(name, "clearBatch()", s -> {
                s.clearBatch();
                return "done";
            });
        }
        if (random.nextInt(4) == 0) {
            statement(name, "executeLargeBatch()", s -> Arrays.toString(s.executeLargeBatch()));
        } else {
            statement(name, "executeBatch()", s -> Arrays.toString(s.executeBatch()));
        }
    }

    private void settings(String name) {
        int value = random.nextInt(4);
        switch (random.nextInt(6)) {
            case 0, 1 ->
                statement(name, "setMaxRows(" + value + ")", s -> {
                    s.setMaxRows(value);
                    return s.getMaxRows();
                });
            case 2 ->
                statement(name, "setFetchSize(" + value + ")", s -> {
                    s.setFetchSize(value);
                    return s.getFetchSize();
                });
            case 3 ->
                statement(name, "closeOnCompletion()", s -> {
                    s.closeOnCompletion();
                    return s.isCloseOnCompletion();
                });
            case 4 ->
                statement(
                        name,
                        "getResultSetType() + …",
                        s -> s.getResultSetType() + " " + s.getResultSetConcurrency() + " "
                                + s.getResultSetHoldability() + " " + s.getFetchDirection() + " "
                                + s.getQueryTimeout());
            default -> statement(name, "isClosed()", Statement::isClosed);
        }
    }

    private void closing(String name, String rows) {
        if (random.nextInt(3) == 0) {
            closeOnceOrTwice(() -> statement(name, "close()", s -> {
                s.close();
                return "done";
            }));
        } else {
            closeOnceOrTwice(() -> rows(rows, "close()", r -> {
                r.close();
                return "done";
            }));
        }
    }

    // ---- result sets

    private void read(String name) {
        Rows.Getter getter = random.nextInt(3) == 0 ? pick(Rows.Getter.values()) : Rows.Getter.OBJECT;
        if (random.nextInt(4) == 0) {
            int most = random.nextInt(4);
            rows(name, "read " + most + " rows by " + getter, r -> Rows.read(r, most, getter));
        } else {
            rows(name, "read all by " + getter, r -> Rows.read(r, 100, getter));
        }
    }

    private void rowsCalls(String name) {
        switch (random.nextInt(9)) {
            case 0 -> rows(name, "getMetaData()", r -> Rows.columns(r.getMetaData()));
            case 1 -> rows(name, "isAfterLast()", ResultSet::isAfterLast);
            case 2 -> rows(name, "isBeforeFirst()", ResultSet::isBeforeFirst);
            case 3 -> rows(name, "isFirst()", ResultSet::isFirst);
            case 4 -> rows(name, "getRow()", ResultSet::getRow);
            case 5 -> rows(name, "isClosed()", ResultSet::isClosed);
            case 6 -> rows(name, "findColumn(\"a\")", r -> r.findColumn("a"));
            case 7 -> rows(name, "getString(\"nope\")", r -> r.getString("nope"));
            default -> rows(name, "getStatement() == null", r -> r.getStatement() == null);
        }
    }

    // ---- prepared statements

    private void onPrepared(String connection, String name) {
        String rows = "r" + name;
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> {
                prepare(connection, name);
                parameters(name);
                run(name, rows);
            }
            case 4, 5, 6, 7, 8, 9 -> {
                parameters(name);
                run(name, rows);
            }
            case 10, 11 -> run(name, rows);
            case 12 -> {
                int count = 1 + random.nextInt(3);
                for (int i = 0; i < count; i++) {
                    parameters(name);
                    prepared(name, "addBatch()", s -> {
                        s.addBatch();
                        return "done";
                    });
                }
                executeBatch(name);
                if (random.nextInt(3) == 0) {
                    keys(name);
                }
            }
            case 13 ->
                prepared(name, "clearParameters()", s -> {
                    s.clearParameters();
                    return "done";
                });
            case 14 -> prepared(name, "getMetaData()", s -> Rows.columns(s.getMetaData()));
            case 15 ->
                prepared(
                        name,
                        "getParameterMetaData()",
                        s -> s.getParameterMetaData().getParameterCount() + " "
                                + s.getParameterMetaData().getParameterMode(1));
            case 16 -> settings(name);
            case 17 -> results(name, rows);
            case 18 -> rowsCalls(rows);
            default -> closing(name, rows);
        }
    }

    private void prepare(String connection, String name) {
        String text = sql.preparable();
        if (random.nextInt(4) == 0) {
            step(
                    "PreparedStatement " + name + " = " + connection + ".prepareStatement(" + quoted(text)
                            + ", RETURN_GENERATED_KEYS);",
                    world -> world.connection(
                            connection,
                            c -> world.set(name, c.prepareStatement(text, Statement.RETURN_GENERATED_KEYS))));
        } else {
            step(
                    "PreparedStatement " + name + " = " + connection + ".prepareStatement(" + quoted(text) + ");",
                    world -> world.connection(connection, c -> world.set(name, c.prepareStatement(text))));
        }
    }

    private void parameters(String name) {
        int count = random.nextInt(4);
        for (int i = 1; i <= count; i++) {
            parameter(name, i);
        }
        if (random.nextInt(20) == 0) {
            parameter(name, 9);
        }
    }

    private void parameter(String name, int i) {
        int number = random.nextInt(10);
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> setter(name, "setInt(" + i + ", " + number + ")", s -> s.setInt(i, number));
            case 3, 4 -> setter(name, "setString(" + i + ", \"n" + number + "\")", s -> s.setString(i, "n" + number));
            case 5 -> setter(name, "setNull(" + i + ", 0)", s -> s.setNull(i, 0));
            case 6 -> setter(name, "setObject(" + i + ", " + number + ".5)", s -> s.setObject(i, number + 0.5));
            case 7 ->
                setter(name, "setBytes(" + i + ", {" + number + "})", s -> s.setBytes(i, new byte[] {(byte) number}));
            default ->
                setter(name, "setLong(" + i + ", " + number + "L << 40)", s -> s.setLong(i, (long) number << 40));
        }
    }

    /** A setter call. */
    private interface Setter {
        void on(java.sql.PreparedStatement statement) throws java.sql.SQLException;
    }

    private void setter(String name, String call, Setter setter) {
        prepared(name, call, s -> {
            setter.on(s);
            return "done";
        });
    }

    private void run(String name, String rows) {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                step(
                        "ResultSet " + rows + " = " + name + ".executeQuery();",
                        world -> world.prepared(name, s -> world.set(rows, s.executeQuery())));
                read(rows);
            }
            case 2 -> {
                prepared(name, "executeUpdate()", java.sql.PreparedStatement::executeUpdate);
                if (random.nextInt(3) == 0) {
                    keys(name);
                }
            }
            case 3 -> prepared(name, "executeLargeUpdate()", java.sql.PreparedStatement::executeLargeUpdate);
            default -> {
                prepared(name, "execute()", java.sql.PreparedStatement::execute);
                results(name, rows);
            }
        }
    }

    // ---- steps

    private void connection(String name, String call, World.Use<Connection> use) {
        step(name + "." + call + ";", world -> world.connection(name, use));
    }

    private void statement(String name, String call, World.Use<Statement> use) {
        step(name + "." + call + ";", world -> world.statement(name, use));
    }

    /** What a step does with a statement and what else the program has. */
    private interface WithWorld {
        Object on(Statement statement, World world) throws java.sql.SQLException;
    }

    private void statementWithWorld(String name, String call, WithWorld use) {
        step(name + "." + call + ";", world -> world.statement(name, s -> use.on(s, world)));
    }

    private void prepared(String name, String call, World.Use<java.sql.PreparedStatement> use) {
        step(name + "." + call + ";", world -> world.prepared(name, use));
    }

    private void rows(String name, String call, World.Use<ResultSet> use) {
        step(name + "." + call + ";", world -> world.rows(name, use));
    }

    private void step(String line, Step.Action action) {
        steps.add(new Step(line, action));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
