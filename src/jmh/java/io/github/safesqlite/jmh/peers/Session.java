// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A connection for one unit of work, from a pool, or the one that is kept with its statements. Used by one thread. */
final class Session implements AutoCloseable {
    private final Connection connection;
    private final @Nullable Map<String, PreparedStatement> kept;

    private Session(Connection connection, @Nullable Map<String, PreparedStatement> kept) {
        this.connection = connection;
        this.kept = kept;
    }

    /** One of the pool's. */
    static Session of(DataSource pool) throws SQLException {
        return new Session(pool.getConnection(), null);
    }

    /** One that is not given back. */
    static Session kept(DataSource pool) throws SQLException {
        return new Session(pool.getConnection(), new HashMap<>());
    }

    Connection connection() {
        return connection;
    }

    PreparedStatement prepare(String sql) throws SQLException {
        if (kept == null) {
            return connection.prepareStatement(sql);
        }
        PreparedStatement statement = kept.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            kept.put(sql, statement);
        }
        return statement;
    }

    /** Ends the use of a statement. */
    void done(PreparedStatement statement) throws SQLException {
        if (kept == null) {
            statement.close();
        }
    }

    /** Ends the unit of work. */
    @Override
    public void close() throws SQLException {
        if (kept == null) {
            connection.close();
        }
    }
}
