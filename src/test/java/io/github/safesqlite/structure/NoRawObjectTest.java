// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.WayIn;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteConnection;

/** No object of the driver, with which a caller could go round the gate, comes out of a JDBC getter. */
class NoRawObjectTest {
    /** Values that a column holds: copies in memory, without a way back to the connection. */
    private static final Set<String> VALUES =
            Set.of("Blob", "Clob", "NClob", "SQLXML", "Array", "Ref", "RowId", "Struct");

    private static final int DEPTH = 5;

    @TempDir
    Path folder;

    private record Found(Object object, String path, int depth) {}

    private OpenDatabase open(WayIn way) throws Exception {
        OpenDatabase database = way.open(folder.resolve("app.db").toString());
        try (Connection connection = database.connect()) {
            connection.createStatement().executeUpdate("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
            connection.createStatement().executeUpdate("INSERT INTO t VALUES (1, 'x')");
        }
        return database;
    }

    /** Calls every method that returns a JDBC object, on every object that comes out. */
    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "AROUND_HIKARI", "URL"})
    void gettersGiveProxiesOnly(WayIn way) throws Exception {
        Set<String> raw = new TreeSet<>();
        var calls = new AtomicInteger();
        try (OpenDatabase database = open(way);
                Connection connection = database.connect()) {
            Set<String> seen = new TreeSet<>();
            Deque<Found> waiting = new ArrayDeque<>();
            waiting.add(new Found(connection, "connection", 0));
            while (!waiting.isEmpty()) {
                Found found = waiting.remove();
                for (Method getter : jdbcGetters(found.object())) {
                    Object result = call(found.object(), getter);
                    if (result == null) {
                        continue;
                    }
                    calls.incrementAndGet();
                    String path = found.path() + "." + getter.getName();
                    if (isRaw(result)) {
                        raw.add(path + " is a " + result.getClass().getName());
                    } else if (found.depth() < DEPTH
                            && seen.add(result.getClass().getName() + " from " + getter.getName())) {
                        waiting.add(new Found(result, path, found.depth() + 1));
                    }
                }
            }
        }
        assertEquals(Set.of(), raw);
        assertTrue(calls.get() > 50, "it went round: " + calls);
    }

    private static Method[] jdbcGetters(Object object) {
        return Arrays.stream(object.getClass().getMethods())
                .filter(method -> method.getReturnType().isInterface())
                .filter(method -> method.getReturnType().getName().matches("java(x)?\\.sql\\..*"))
                .filter(method -> !VALUES.contains(method.getReturnType().getSimpleName()))
                .toArray(Method[]::new);
    }

    private static Object call(Object target, Method method) throws Exception {
        Object[] arguments = new Object[method.getParameterCount()];
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(method.getName(), types[i]);
        }
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException refused) {
            // Not all is supported, and result sets close each other.
            if (refused.getCause() instanceof SQLException) {
                return null;
            }
            throw refused;
        }
    }

    private static Object argument(String method, Class<?> type) {
        if (type == String.class) {
            return method.matches("execute.*|prepare.*")
                    ? "SELECT a, b FROM t"
                    : method.equals("setSavepoint") ? "s" : "t";
        }
        if (type == int.class) {
            return method.matches("prepare.*|createStatement") ? ResultSet.TYPE_FORWARD_ONLY : 1;
        }
        return type == boolean.class ? (Object) false : null;
    }

    private static boolean isRaw(Object object) {
        return object.getClass().getName().startsWith("org.sqlite.")
                || object.getClass().getName().startsWith("com.zaxxer.");
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "AROUND_HIKARI", "URL"})
    void partsLeadBackToTheSameConnection(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT b FROM t WHERE a = ?")) {
            assertSame(connection, statement.getConnection());
            assertSame(connection, prepared.getConnection());
            assertSame(connection, connection.getMetaData().getConnection());
            prepared.setInt(1, 1);
            try (ResultSet rows = prepared.executeQuery()) {
                assertSame(prepared, rows.getStatement());
            }
            try (ResultSet tables = connection.getMetaData().getTables(null, null, null, null)) {
                assertTrue(
                        tables.getStatement() == null || tables.getStatement().getConnection() == connection);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "AROUND_HIKARI", "URL"})
    void onlyTheDriversOwnTypeUnwrapsTheDriver(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            assertSame(connection, connection.unwrap(Connection.class));
            assertSame(statement, statement.unwrap(Statement.class));
            assertSame(rows, rows.unwrap(ResultSet.class));
            assertThrows(SQLException.class, () -> statement.unwrap(org.sqlite.jdbc3.JDBC3Statement.class));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "AROUND_HIKARI", "URL"})
    void documentedWayOutGivesTheDriversConnection(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect()) {
            assertTrue(connection.isWrapperFor(SQLiteConnection.class));
            SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
            assertInstanceOf(SQLiteConnection.class, driver);
            assertNotSame(connection, driver);
        }
    }
}
