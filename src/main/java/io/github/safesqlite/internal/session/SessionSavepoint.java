// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.SessionCore;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** A savepoint of a session. Immutable. */
final class SessionSavepoint implements Savepoint {
    private final SessionCore session;
    private final int id;
    private final @Nullable String name;

    SessionSavepoint(SessionCore session, int id, @Nullable String name) {
        this.session = session;
        this.id = id;
        this.name = name;
    }

    @Override
    public int getSavepointId() throws SQLException {
        if (name != null) {
            throw new SQLException("getSavepointId: savepoint \"" + name + "\" is named, use getSavepointName");
        }
        return id;
    }

    @Override
    public String getSavepointName() throws SQLException {
        if (name == null) {
            throw new SQLException("getSavepointName: savepoint " + id + " is unnamed, use getSavepointId");
        }
        return name;
    }

    boolean isOf(SessionCore candidate) {
        return session == candidate;
    }

    String sqlName() {
        return name == null ? "SAVEPOINT_" + id : name;
    }
}
