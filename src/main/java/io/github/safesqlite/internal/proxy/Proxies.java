// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.session.Session;
import io.github.safesqlite.internal.session.SessionPreparedStatement;
import io.github.safesqlite.internal.session.SessionStatement;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Makes proxies. To the compiler they are abstract classes, the build completes them afterwards, so their constructors
 * are called through constant method handles, which cost no more than {@code new}.
 */
public final class Proxies {
    private static final MethodHandle CONNECTION = constructor(ConnectionProxy.class, Session.class);
    private static final MethodHandle STATEMENT =
            constructor(StatementProxy.class, ConnectionProxy.class, SessionStatement.class);
    private static final MethodHandle PREPARED =
            constructor(PreparedStatementProxy.class, ConnectionProxy.class, SessionPreparedStatement.class);
    private static final MethodHandle RESULT_SET =
            constructor(ResultSetProxy.class, StatementProxy.class, Cursor.class);
    private static final MethodHandle RESULT_SET_META_DATA = constructor(ResultSetMetaDataProxy.class, Cursor.class);
    private static final MethodHandle META_DATA =
            constructor(DatabaseMetaDataProxy.class, ConnectionProxy.class, Session.class);

    private Proxies() {}

    /** A connection for this session, which from now on is watched for being forgotten. */
    public static Connection connection(Session session) {
        try {
            ConnectionProxy proxy = (ConnectionProxy) CONNECTION.invokeExact(session);
            session.handedOutAs(proxy);
            return proxy;
        } catch (Throwable impossible) {
            throw incomplete(impossible);
        }
    }

    static Statement statement(ConnectionProxy connection, SessionStatement statement) {
        try {
            return (StatementProxy) STATEMENT.invokeExact(connection, statement);
        } catch (Throwable impossible) {
            throw incomplete(impossible);
        }
    }

    static PreparedStatement prepared(ConnectionProxy connection, SessionPreparedStatement statement) {
        try {
            return (PreparedStatementProxy) PREPARED.invokeExact(connection, statement);
        } catch (Throwable impossible) {
            throw incomplete(impossible);
        }
    }

    static ResultSet resultSet(@Nullable StatementProxy statement, Cursor cursor) {
        try {
            return (ResultSetProxy) RESULT_SET.invokeExact(statement, cursor);
        } catch (Throwable impossible) {
            throw incomplete(impossible);
        }
    }

    static ResultSetMetaData resultSetMetaData(Cursor cursor) {
        try {
            return (ResultSetMetaDataProxy) RESULT_SET_META_DATA.invokeExact(cursor);
        } catch (Throwable impossible) {
            throw incomplete(impossible);
        }
    }

    static DatabaseMetaData metaData(ConnectionProxy connection, Session session) {
        try {
            return (DatabaseMetaDataProxy) META_DATA.invokeExact(connection, session);
        } catch (Throwable impossible) {
            throw incomplete(impossible);
        }
    }

    private static MethodHandle constructor(Class<?> type, Class<?>... parameters) {
        try {
            return MethodHandles.lookup().findConstructor(type, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static RuntimeException incomplete(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new IllegalStateException(
                "the proxy classes are not complete: compile with Maven (mvn process-classes), not in the IDE alone",
                cause);
    }
}
