// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.leak.LeakSubject;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.transaction.Transaction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was still open when a session was closed. Used with the session's lock held. */
final class Forgotten {
    private static final int MOST_REPORTED = 10;

    private final SessionCore session;
    private final Transaction transaction;
    private final LeakSubject watched;
    private final SessionContext context;
    private int reported;

    Forgotten(SessionCore session, Transaction transaction, LeakSubject watched) {
        this.session = session;
        this.transaction = transaction;
        this.watched = watched;
        this.context = session.context();
    }

    /** Tells of a statement before it is closed: as a result set if one of its own is still open. */
    void statement(@Nullable String sql, @Nullable Throwable createdAt, @Nullable Cursor open) {
        if (open != null) {
            report(LeakReport.Kind.RESULT_SET_OPEN, sql, open.openedAt());
        } else {
            report(LeakReport.Kind.STATEMENT_OPEN, sql, createdAt);
        }
    }

    /** Tells of a transaction that has written and is about to be rolled back. */
    void transaction() {
        if (transaction.firstWrite() != null) {
            report(LeakReport.Kind.TRANSACTION_OPEN, transaction.firstWrite(), session.openedAt());
        }
    }

    private void report(LeakReport.Kind kind, @Nullable String sql, @Nullable Throwable createdAt) {
        if (++reported > MOST_REPORTED) {
            return;
        }
        String shown = sql == null ? null : SqlText.abbreviate(sql);
        Duration held = session.openFor();
        LeakReport report = new LeakReport(
                kind,
                session.id(),
                context.poolName(),
                Thread.currentThread().getName(),
                Thread.currentThread().getState(),
                held,
                shown,
                createdAt,
                watched.use(),
                List.of());
        context.leaks().reportLeftOpen(report);
    }
}
