// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.driver.CachedStatement;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Inspects a statement that SQLite has compiled without running it. Stateless. */
public final class CompiledStatement {
    private CompiledStatement() {}

    /** A look at a driver statement and its connection. */
    @FunctionalInterface
    public interface Look<T> {
        T at(PhysicalConnection connection, PreparedStatement delegate) throws SQLException;
    }

    /** Takes a look on a connection of the session. */
    public static <T> T look(SessionCore session, SqlStatement sql, Look<T> look) throws SQLException {
        return session.calls().run(null, sql.sql(), call -> {
            Lease lease = session.binding().forMoment(session.context().connectionDeadline());
            try {
                return look(lease.connection(), sql, look);
            } finally {
                session.binding().release();
            }
        });
    }

    public static <T> T look(PhysicalConnection connection, SqlStatement sql, Look<T> look) throws SQLException {
        // A used one would do, but the driver forgets the columns of a statement with its result set.
        connection.statements().forget(sql);
        CachedStatement lent = connection.statements().borrow(sql);
        try {
            return look.at(connection, lent.driver());
        } finally {
            connection.statements().giveBack(lent, true);
        }
    }
}
