// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.pool.ConnectionSource;
import java.sql.SQLException;

/**
 * What {@code PRAGMA data_version} is to a session: a number that changes when, and only when, someone else has written
 * (sqlite.org/pragma.html#pragma_data_version). Guarded by the session's lock.
 *
 * <p>SQLite keeps it per physical connection, which sees the session's writes on another one as someone else's. So the session
 * counts by itself, and once it has asked, it looks before and after each of its own writes: if the connection that wrote has
 * seen no other change in between, the one that all see is its own.
 */
public final class DataVersion {
    private static final int FIRST = 1;

    private final ConnectionSource source;
    private int version = FIRST;
    private boolean asked;
    private boolean changedByOthers;
    private long seen;
    private long atBegin;
    private int versionOfWriter;

    public DataVersion(ConnectionSource source) {
        this.source = source;
    }

    /** Whether the session has asked, so that it has to know its own writes. */
    public boolean isAsked() {
        return asked;
    }

    /**
     * Whether there is a way to look at the database beside the session: of one in memory that someone else has opened there is
     * none. Then the session keeps the connection that answers.
     */
    public boolean canBeCounted() {
        if (asked) {
            return true;
        }
        try {
            source.changesOfDatabase();
            return true;
        } catch (SQLException closedToOthers) {
            return false;
        }
    }

    /**
     * The answer.
     *
     * @param reading whether a snapshot is held that may be older than the newest state
     */
    public int answer(boolean reading) throws SQLException {
        if (!asked) {
            seen = source.changesOfDatabase();
            asked = true;
            // Others may have written since the snapshot was taken, which the next answer has to tell.
            changedByOthers = reading;
            return version;
        }
        long now = reading ? atBegin : source.changesOfDatabase();
        if (changedByOthers || now != seen) {
            version++;
        }
        changedByOthers = false;
        seen = now;
        return version;
    }

    /** Before a snapshot is taken. Can't throw: without an answer it counts as changed. */
    void beforeBegin() {
        looking(() -> atBegin = source.changesOfDatabase());
    }

    /** Before what makes a write of this session visible; the session is in the gate. Can't throw. */
    public void beforeWrite(PhysicalConnection writer) {
        looking(() -> {
            versionOfWriter = writer.dataVersion();
            changedByOthers |= source.changesOfDatabase() != seen;
        });
    }

    /** After it, and before the gate is left. Can't throw: the write is stored. */
    void afterWrite(PhysicalConnection writer) {
        looking(() -> {
            seen = source.changesOfDatabase();
            changedByOthers |= writer.dataVersion() != versionOfWriter;
        });
    }

    /** A look at the database. */
    private interface Look {
        void take() throws SQLException;
    }

    private void looking(Look look) {
        if (!asked) {
            return;
        }
        try {
            look.take();
        } catch (SQLException | RuntimeException | Error unanswered) {
            changedByOthers = true;
        }
    }
}
