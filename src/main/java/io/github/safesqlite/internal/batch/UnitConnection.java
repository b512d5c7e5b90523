// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a unit gets: it can do all but end the transaction, which belongs to others too. Of no use when the unit
 * has ended. Used by one thread.
 */
final class UnitConnection implements InvocationHandler {
    private final Connection connection;
    private boolean ended;

    private UnitConnection(Connection connection) {
        this.connection = connection;
    }

    /** What is run with such a connection. */
    @FunctionalInterface
    interface Use<T extends @Nullable Object> {
        @Nullable
        T run(Connection connection) throws Exception;
    }

    static <T extends @Nullable Object> @Nullable T use(Connection connection, Use<T> use) throws Exception {
        UnitConnection handler = new UnitConnection(connection);
        Connection shown = (Connection) Proxy.newProxyInstance(
                UnitConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
        try {
            return use.run(shown);
        } finally {
            handler.ended = true;
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        int count = arguments == null ? 0 : arguments.length;
        switch (name) {
            case "equals" -> {
                return arguments != null && arguments[0] == proxy;
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "connection of a batch writer's unit";
            }
            case "close" -> {
                return null;
            }
            case "isClosed" -> {
                return ended || connection.isClosed();
            }
            default -> requireOpen();
        }
        boolean endsTransaction =
                name.equals("commit") || name.equals("abort") || name.equals("rollback") && count == 0;
        if (endsTransaction || name.equals("setAutoCommit") && arguments != null && Boolean.TRUE.equals(arguments[0])) {
            throw new SQLException(
                    "a unit of a batch writer is part of a transaction with others: " + name
                            + " is the writer's. Throw an exception to undo the unit.",
                    "25000");
        }
        return switch (name) {
            case "getAutoCommit" -> false;
            case "setAutoCommit" -> null;
            default -> pass(method, arguments);
        };
    }

    private @Nullable Object pass(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private void requireOpen() throws SQLException {
        if (ended) {
            throw new SQLException("the unit of the batch writer has ended, and its connection with it", "08003");
        }
    }
}
