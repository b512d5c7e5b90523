// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The variables of a running program. What a failed step did not assign is not there. */
final class World {
    /** The result of a step on a variable that is not there. */
    static final Object MISSING = new Object();

    private final Database database;
    private final Map<String, Object> variables = new HashMap<>();

    World(Database database) {
        this.database = database;
    }

    /** Something to do with a variable. */
    @FunctionalInterface
    interface Use<T> {
        Object with(T value) throws SQLException;
    }

    Object open(String name) throws SQLException {
        Object before = variables.remove(name);
        if (before instanceof Connection connection) {
            connection.close();
        }
        variables.put(name, database.connect());
        return "opened";
    }

    Object set(String name, Object value) {
        variables.put(name, value);
        return "set";
    }

    void forget(String name) {
        variables.remove(name);
    }

    Object connection(String name, Use<Connection> use) throws SQLException {
        return use(Connection.class, name, use);
    }

    Object statement(String name, Use<Statement> use) throws SQLException {
        return use(Statement.class, name, use);
    }

    Object prepared(String name, Use<PreparedStatement> use) throws SQLException {
        return use(PreparedStatement.class, name, use);
    }

    Object rows(String name, Use<ResultSet> use) throws SQLException {
        return use(ResultSet.class, name, use);
    }

    Object savepoint(String name, Use<Savepoint> use) throws SQLException {
        return use(Savepoint.class, name, use);
    }

    private <T> Object use(Class<T> type, String name, Use<T> use) throws SQLException {
        Object value = variables.get(name);
        return type.isInstance(value) ? use.with(type.cast(value)) : MISSING;
    }

    Object closeAll() throws SQLException {
        for (Object value : variables.values()) {
            if (value instanceof Connection connection) {
                connection.close();
            }
        }
        return "closed";
    }
}
