// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to its connection for the statements after it. A PRAGMA with a readable value is undone when
 * the session ends; anything else (ATTACH, temp tables) costs the pool that connection.
 */
final class SessionChange {
    private final SqlStatement sql;
    private final Lease lease;
    private final @Nullable String valueBefore;

    private SessionChange(SqlStatement sql, Lease lease, @Nullable String valueBefore) {
        this.sql = sql;
        this.lease = lease;
        this.valueBefore = valueBefore;
    }

    static SessionChange before(SqlStatement sql, Lease lease) throws SQLException {
        String pragma = sql.sessionPragma();
        if (pragma == null) {
            return new SessionChange(sql, lease, null);
        }
        PhysicalConnection connection = lease.connection();
        connection.rememberPragma(pragma);
        return new SessionChange(sql, lease, connection.readPragma(pragma));
    }

    void after() throws SQLException {
        String pragma = sql.sessionPragma();
        if (pragma != null) {
            // Programs set the same PRAGMA on each connection that they get. What changes nothing costs nothing.
            if (!Objects.equals(valueBefore, lease.connection().readPragma(pragma))) {
                lease.pin(Pin.SESSION_STATE);
            }
        } else if (sql.changesSession()) {
            lease.pin(Pin.SESSION_STATE);
            lease.connection().discard("the session changed it: " + sql.kind());
            if (sql.kind() == StatementKind.ATTACH_DETACH) {
                lease.connection().attachedChanged();
            }
        }
        // One that comes here was not answered by the session.
        if (sql.asksForDataVersion()) {
            lease.pin(Pin.CHANGE_COUNTERS);
        }
    }
}
