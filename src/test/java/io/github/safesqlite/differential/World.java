// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.testing.WayIn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/** The variables of a running program. What a failed step did not assign is not there. */
final class World {
    /** The result of a step on a variable that is not there. */
    static final Object MISSING = new Object();

    private final WayIn way;
    private final Database database;
    private final Map<Variable, Object> variables = new LinkedHashMap<>();

    World(WayIn way, Database database) {
        this.way = way;
        this.database = database;
    }

    /** Something to do with a variable. */
    @FunctionalInterface
    interface Use<T> {
        Object with(T value) throws SQLException;
    }

    Object open(Variable variable) throws SQLException {
        Object before = variables.remove(variable);
        if (before instanceof Connection connection) {
            connection.close();
        }
        variables.put(variable, database.connect());
        return "opened";
    }

    Object set(Variable variable, Object value) {
        variables.put(variable, value);
        return "set";
    }

    /** Attaches the second database as {@code m2}. */
    boolean attachSecond(Statement statement) throws SQLException {
        return statement.execute("ATTACH '" + database.second() + "' AS m2");
    }

    /**
     * All results of a text with several statements. The driver would run the first only, so it is given them one by one.
     */
    String resultsOf(Statement statement, List<String> parts) throws SQLException {
        StringBuilder text = new StringBuilder();
        if (way == WayIn.PLAIN_DRIVER) {
            for (String part : parts) {
                boolean rows = statement.execute(part);
                text.append(rows ? rowsOf(statement) : SqlTexts.changesRows(part) ? statement.getUpdateCount() : 0)
                        .append("; ");
            }
            return text.toString();
        }
        boolean rows = statement.execute(String.join("; ", parts));
        while (rows || statement.getUpdateCount() >= 0) {
            text.append(rows ? rowsOf(statement) : statement.getUpdateCount()).append("; ");
            rows = statement.getMoreResults();
        }
        return text.toString();
    }

    private static String rowsOf(Statement statement) throws SQLException {
        try (ResultSet rows = statement.getResultSet()) {
            return Rows.read(rows, Integer.MAX_VALUE, Rows.Getter.OBJECT);
        }
    }

    /** Whether SQLite has a transaction open on a connection of the driver, without beginning one as a JDBC call would. */
    Object isInTransaction(Variable variable) throws SQLException {
        return connection(variable, connection -> {
            DB sqlite = connection.unwrap(SQLiteConnection.class).getDatabase();
            try {
                sqlite.exec("BEGIN", false);
            } catch (SQLException refused) {
                return true;
            }
            sqlite.exec("COMMIT", false);
            return false;
        });
    }

    Object connection(Variable variable, Use<Connection> use) throws SQLException {
        return use(Connection.class, variable, use);
    }

    Object statement(Variable variable, Use<Statement> use) throws SQLException {
        return use(Statement.class, variable, use);
    }

    Object prepared(Variable variable, Use<PreparedStatement> use) throws SQLException {
        return use(PreparedStatement.class, variable, use);
    }

    Object rows(Variable variable, Use<ResultSet> use) throws SQLException {
        return use(ResultSet.class, variable, use);
    }

    Object savepoint(Variable variable, Use<Savepoint> use) throws SQLException {
        return use(Savepoint.class, variable, use);
    }

    private <T> Object use(Class<T> type, Variable variable, Use<T> use) throws SQLException {
        Object value = variables.get(variable);
        return type.isInstance(value) ? use.with(type.cast(value)) : MISSING;
    }

    /** Whether anybody but this connection, which it closes, has a lock on the database. */
    Object isLockedByOthers(Variable variable) throws SQLException {
        connection(variable, connection -> {
            connection.close();
            return "closed";
        });
        boolean locked = false;
        for (Connection plain : database.plain()) {
            try (plain;
                    Statement statement = plain.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
            } catch (SQLException busy) {
                locked = true;
            }
        }
        return locked;
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
