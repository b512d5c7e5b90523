// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to its connection for the statements after it. A PRAGMA with a readable value is the session's from then
 * on, whatever connection it uses; anything else (ATTACH, temp tables) binds it to this one, which the pool loses.
 */
final class SessionChange {
    private final SessionCore session;
    private final SqlStatement sql;
    private final Lease lease;
    private final @Nullable String valueBefore;
    private final boolean changesNothing;

    private SessionChange(
            SessionCore session, SqlStatement sql, Lease lease, @Nullable String valueBefore, boolean changesNothing) {
        this.session = session;
        this.sql = sql;
        this.lease = lease;
        this.valueBefore = valueBefore;
        this.changesNothing = changesNothing;
    }

    static SessionChange before(SessionCore session, SqlStatement sql, Lease lease) throws SQLException {
        String pragma = sql.sessionPragma();
        if (pragma == null) {
            return new SessionChange(session, sql, lease, null, !sql.changesSession());
        }
        PhysicalConnection connection = lease.connection();
        if (sql.wantsFileAlone()) {
            // It may leave the write-ahead log.
            connection.endSharedSync();
        }
        boolean sameAsNow = sql.bindsToConnection() && connection.pragmas().has(pragma, sql.pragmaValue());
        if (!sql.bindsToConnection()) {
            connection.pragmas().remember(pragma);
        }
        return new SessionChange(session, sql, lease, connection.pragmas().read(pragma), sameAsNow);
    }

    void after() throws SQLException {
        String pragma = sql.sessionPragma();
        if (pragma != null && !sql.bindsToConnection()) {
            String value = lease.connection().pragmas().read(pragma);
            // Programs set the same PRAGMA on each connection that they get. What changes nothing costs nothing.
            if (value != null && !Objects.equals(valueBefore, value)) {
                session.binding().pragmaSet(pragma, value, lease.connection());
            }
        } else if (!changesNothing && !isRefused()) {
            lease.keepFor(KeepReason.SESSION_STATE);
            lease.connection().keep(reason());
            if (sql.kind() == StatementKind.ATTACH_DETACH) {
                lease.connection().attachedChanged();
            } else if (sql.kind() == StatementKind.READ) {
                // A query with load_extension().
                lease.connection().statements().functionsChanged();
            }
        }
        // One that comes here was not answered by the session.
        if (sql.asksForDataVersion()) {
            lease.keepFor(KeepReason.CHANGE_COUNTERS);
        }
    }

    /** SQLite refuses some without a word, such as another journal mode inside a transaction. */
    private boolean isRefused() throws SQLException {
        String pragma = sql.sessionPragma();
        return pragma != null
                && sql.wantsFileAlone()
                && Objects.equals(valueBefore, lease.connection().pragmas().read(pragma));
    }

    private String reason() {
        return switch (sql.kind()) {
            case ATTACH_DETACH -> "ATTACH or DETACH";
            case PRAGMA -> sql.sessionPragma() == null ? "a PRAGMA" : "PRAGMA " + sql.sessionPragma();
            case READ -> "an extension";
            default -> "temporary objects";
        };
    }
}
