// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.driver.SchemaPrograms;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the statements of a session do, including its own temporary and attached objects. Guarded by the session's lock. */
final class StatementPrograms {
    private final SessionCore session;
    private final ChangeCounters counters;
    private final SchemaPrograms shared;

    StatementPrograms(SessionCore session, ChangeCounters counters) {
        this.session = session;
        this.counters = counters;
        this.shared = session.context().source().programs();
    }

    /**
     * The program, as far as it is known or the session's connection can tell; it does not take one to ask, but for what needs no
     * lock if there is nothing to do.
     */
    Program of(SqlStatement sql) throws SQLException {
        if (sql.kind() == StatementKind.PRAGMA && sql.mayDoNothing()) {
            return ofPragma(sql);
        }
        if (sql.kind() != StatementKind.READ && sql.kind() != StatementKind.WRITE) {
            return Program.PLAIN;
        }
        Lease lease = session.binding().current();
        if (lease != null) {
            return ask(sql, lease);
        }
        Program known = known(sql);
        if (known == null && sql.mayDoNothing()) {
            return askReader(sql);
        }
        return known == null ? Program.UNKNOWN : known;
    }

    /** If there is nothing to do, the session stays on the connection that tells so: on another one there may be. */
    private Program ofPragma(SqlStatement sql) throws SQLException {
        Lease lease = session.binding().forMoment(session.context().connectionDeadline());
        counters.beforeQuestion(sql, lease);
        if (lease.connection().pragmas().hasNothingToDo(sql)) {
            return Program.NOTHING;
        }
        session.binding().release();
        return Program.PLAIN;
    }

    /** The same, where the session may have been bound since; for what is known to be a statement that writes. */
    Program ofBound(SqlStatement sql, Program program) {
        Lease lease = session.binding().current();
        return lease == null ? program : on(lease, sql, program);
    }

    /** The same, once there is a connection to run it on. */
    Program on(Lease lease, SqlStatement sql, Program program) {
        return program == Program.UNKNOWN ? ask(sql, lease) : program;
    }

    /** Whether it reads no database. Where the text leaves it open, the session takes a connection for a moment to ask. */
    boolean readsNothing(SqlStatement sql) throws SQLException {
        if (!sql.mayReadNothing()) {
            return sql.readsNothing();
        }
        Boolean known = shared.readsNothing(sql);
        if (known != null) {
            return known;
        }
        Lease lease = session.binding().forMoment(session.context().connectionDeadline());
        try {
            counters.beforeQuestion(sql, lease);
            return hasOwnSchema(lease)
                    ? lease.connection().statements().program(sql).readsNothing()
                    : shared.readsNothing(sql, lease.connection());
        } finally {
            session.binding().release();
        }
    }

    /** Gets the connection ready for it, so that what asks for the session's counters of changes gets them; its program there. */
    Program beforeRun(Execution execution, Program program, Lease lease) throws SQLException {
        Program onLease = on(lease, execution.sql(), program);
        counters.beforeRun(execution, lease);
        counters.prepare(onLease, lease);
        if (lease.isKeptFor(KeepReason.RAW_HANDLE) && !execution.statement().isPrepared()) {
            // It may call a function that the caller has given to the driver's connection since.
            lease.connection().statements().forget(execution.sql());
        }
        return onLease;
    }

    private static boolean hasOwnSchema(Lease lease) {
        return lease.isKeptFor(KeepReason.SESSION_STATE)
                || lease.isKeptFor(KeepReason.RAW_HANDLE)
                || lease.connection().hasOwnSchema();
    }

    /** Of a connection that was the session's alone for longer the texts may not tell what is in its schema. */
    private boolean tellsByOwnSchema(SqlStatement sql, Lease lease) {
        return !lease.isKeptFor(KeepReason.SESSION_STATE)
                && !lease.isKeptFor(KeepReason.RAW_HANDLE)
                && session.binding().pragmas().isEmpty()
                && lease.connection().tellsByOwnSchema(sql);
    }

    private Program ask(SqlStatement sql, Lease lease) {
        if (hasOwnSchema(lease)) {
            if (tellsByOwnSchema(sql, lease)) {
                return Program.PLAIN;
            }
            counters.beforeQuestion(sql, lease);
            return lease.connection().statements().program(sql);
        }
        Program known = known(sql);
        if (known != null) {
            return known;
        }
        counters.beforeQuestion(sql, lease);
        return session.binding().pragmas().isEmpty()
                ? shared.ask(sql, lease.connection())
                : lease.connection().statements().program(sql);
    }

    /** What all sessions know, as far as it does not depend on PRAGMAs such as foreign_keys, of which this one has its own. */
    private @Nullable Program known(SqlStatement sql) {
        Program known = shared.of(sql);
        return known == null || session.binding().pragmas().isEmpty() || shared.tellsByText(sql) ? known : null;
    }

    private Program askReader(SqlStatement sql) throws SQLException {
        Lease lease = session.binding().forMoment(session.context().connectionDeadline());
        try {
            return ask(sql, lease);
        } finally {
            session.binding().release();
        }
    }
}
