// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How each connection is when it is given out, if that is not as the driver opens one. Immutable. */
record ConnectionDefaults(
        boolean autoCommit, boolean readOnly, @Nullable Integer isolation) {
    static final ConnectionDefaults OF_DRIVER = new ConnectionDefaults(true, false, null);

    private static final Map<String, Integer> LEVELS = Map.of(
            "TRANSACTION_NONE", Connection.TRANSACTION_NONE,
            "TRANSACTION_READ_UNCOMMITTED", Connection.TRANSACTION_READ_UNCOMMITTED,
            "TRANSACTION_READ_COMMITTED", Connection.TRANSACTION_READ_COMMITTED,
            "TRANSACTION_REPEATABLE_READ", Connection.TRANSACTION_REPEATABLE_READ,
            "TRANSACTION_SERIALIZABLE", Connection.TRANSACTION_SERIALIZABLE);

    ConnectionDefaults withAutoCommit(boolean wanted) {
        return new ConnectionDefaults(wanted, readOnly, isolation);
    }

    ConnectionDefaults withReadOnly(boolean wanted) {
        return new ConnectionDefaults(autoCommit, wanted, isolation);
    }

    /**
     * The same with a level by its name in {@link Connection}, or none if it is null.
     *
     * @throws IllegalArgumentException if there is no such level
     */
    ConnectionDefaults withIsolation(@Nullable String name) {
        Integer level = name == null ? null : LEVELS.get(name.strip().toUpperCase(Locale.ROOT));
        if (name != null && level == null) {
            throw new IllegalArgumentException(
                    "transactionIsolation must be the name of a level in java.sql.Connection, such as"
                            + " TRANSACTION_SERIALIZABLE, was \"" + name + "\"");
        }
        return new ConnectionDefaults(autoCommit, readOnly, level);
    }

    /** Sets a new connection up; closes it if that fails. */
    Connection applyTo(Connection connection) throws SQLException {
        if (this == OF_DRIVER) {
            return connection;
        }
        boolean done = false;
        try {
            if (readOnly) {
                connection.setReadOnly(true);
            }
            if (isolation != null) {
                connection.setTransactionIsolation(isolation);
            }
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
            done = true;
            return connection;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }
}
