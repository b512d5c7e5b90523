// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.SessionUse;
import org.jspecify.annotations.Nullable;

/** The text form of a snapshot. */
final class SnapshotText {
    private static final String INDENT = "    ";
    private static final int MOST_ROWS = 50;
    private static final int MOST_FRAMES = 30;

    private SnapshotText() {}

    static String of(DataSourceSnapshot snapshot) {
        var text = new StringBuilder(snapshot.poolName())
                .append(": ")
                .append(snapshot.file())
                .append(" at ")
                .append(snapshot.takenAt());
        pool(snapshot, text);
        gate("write gate", snapshot.gate(), text);
        snapshot.attachedGates().forEach((file, gate) -> gate("write gate of the attached " + file, gate, text));
        wal(snapshot.wal(), text);
        sessions(snapshot, text);
        writers(snapshot, text);
        TransactionText.append(snapshot.transactions(), INDENT, text);
        costs(snapshot.costs(), text);
        counts(snapshot.counts(), text);
        text.append("\nadvice: ").append(snapshot.advice());
        return text.toString();
    }

    private static void pool(DataSourceSnapshot snapshot, StringBuilder text) {
        PoolSnapshot pool = snapshot.pool();
        text.append("\npool (").append(snapshot.kind()).append("): active=").append(pool.active());
        text.append(", idle=").append(pool.idle()).append(", total=").append(pool.total());
        text.append(", pending=").append(pool.pending()).append(", parked=").append(pool.parked());
        text.append(", maximumPoolSize=").append(pool.maximum());
        if (pool.suspended()) {
            text.append(", SUSPENDED");
        }
        if (!snapshot.sharedWith().isEmpty()) {
            text.append("; also on this file: ").append(String.join(", ", snapshot.sharedWith()));
        }
    }

    private static void gate(String name, GateSnapshot gate, StringBuilder text) {
        GateSnapshot.Holder holder = gate.holder();
        if (holder == null) {
            text.append('\n').append(name).append(": free");
            return;
        }
        text.append('\n').append(name).append(": held for ");
        text.append(holder.held().toMillis()).append(" ms by connection #");
        text.append(named(holder.sessionId(), holder.applicationName()))
                .append(" of ")
                .append(holder.poolName())
                .append(" on thread \"");
        text.append(holder.thread()).append("\" (").append(holder.threadState()).append("): ");
        text.append(shown(holder.sql()))
                .append("; ")
                .append(gate.waiters().size())
                .append(" waiting");
        holder.stackNow().stream()
                .limit(MOST_FRAMES)
                .forEach(frame -> text.append('\n').append(INDENT).append("at ").append(frame));
        if (!gate.waiters().isEmpty()) {
            TextTable table = new TextTable("place", "connection", "pool", "waited ms", "thread", "wants to run");
            int place = 0;
            for (GateSnapshot.Waiter waiter : gate.waiters()) {
                if (++place > MOST_ROWS) {
                    break;
                }
                table.row(
                        place,
                        "#" + named(waiter.sessionId(), waiter.applicationName())
                                + (waiter.background() ? " (background)" : ""),
                        waiter.poolName(),
                        waiter.waited().toMillis(),
                        waiter.thread(),
                        shown(waiter.sql()));
            }
            table.appendTo(text, INDENT);
            more(gate.waiters().size(), text);
        }
    }

    private static String named(long sessionId, @Nullable String applicationName) {
        return applicationName == null ? String.valueOf(sessionId) : sessionId + " \"" + applicationName + '"';
    }

    private static void wal(@Nullable WalSnapshot wal, StringBuilder text) {
        if (wal == null) {
            return;
        }
        text.append("\nwrite-ahead log: ").append(wal.describeSize());
        WalSnapshot.Pin pin = wal.pin();
        if (pin != null) {
            text.append("; pinned: ").append(pin.describe());
        }
        CheckpointReport done = wal.lastCheckpoint();
        if (done == null) {
            text.append("; no checkpoint by the library yet");
        } else {
            text.append("; last checkpoint ").append(wal.sinceCheckpoint().toMillis());
            text.append(" ms ago: ").append(done);
        }
    }

    private static void sessions(DataSourceSnapshot snapshot, StringBuilder text) {
        text.append("\nconnections: ").append(snapshot.sessions().size()).append(" open, ");
        text.append(snapshot.openResultSets()).append(" result sets open");
        if (snapshot.sessions().isEmpty()) {
            return;
        }
        TextTable table = new TextTable(
                "connection",
                "open ms",
                "last use ms",
                "physical",
                "transaction",
                "result sets",
                "last kinds",
                "thread",
                "now");
        snapshot.sessions().stream().limit(MOST_ROWS).forEach(session -> row(session, table));
        table.appendTo(text, INDENT);
        more(snapshot.sessions().size(), text);
    }

    private static void row(SessionSnapshot session, TextTable table) {
        SessionUse use = session.use();
        table.row(
                "#" + session.sessionId(),
                session.held().toMillis(),
                use.sinceLastUse().toMillis(),
                use.connectionId() == 0 ? "-" : "#" + use.connectionId(),
                use.transaction() == SessionUse.TransactionState.NONE ? "-" : use.transaction(),
                use.openResultSets(),
                use.lastKinds().isEmpty() ? "-" : String.join(",", use.lastKinds()),
                session.thread() + " (" + session.threadState() + ")",
                use.executingSql() == null ? "idle" : use.executingSql());
    }

    private static void writers(DataSourceSnapshot snapshot, StringBuilder text) {
        if (snapshot.writers().isEmpty()) {
            return;
        }
        text.append("\nbatch writers: ").append(snapshot.writers().size()).append(" open");
        TextTable table = new TextTable(
                "writer",
                "waiting",
                "capacity",
                "oldest ms",
                "KiB",
                "batches",
                "written",
                "failed",
                "dropped",
                "blocked");
        snapshot.writers().stream()
                .limit(MOST_ROWS)
                .forEach(writer -> table.row(
                        writer.name(),
                        writer.depth(),
                        writer.capacity(),
                        writer.oldest().toMillis(),
                        (writer.bytes() + 1023) >> 10,
                        writer.batches(),
                        writer.written(),
                        writer.failed(),
                        writer.dropped(),
                        writer.blocked()));
        table.appendTo(text, INDENT);
        more(snapshot.writers().size(), text);
    }

    private static void more(int rows, StringBuilder text) {
        if (rows > MOST_ROWS) {
            text.append('\n')
                    .append(INDENT)
                    .append("and ")
                    .append(rows - MOST_ROWS)
                    .append(" more");
        }
    }

    private static void costs(StatementCosts costs, StringBuilder text) {
        if (!costs.statements().isEmpty()) {
            text.append('\n');
            costs.appendTo(text, INDENT);
        }
    }

    private static void counts(DataSourceSnapshot.Counts counts, StringBuilder text) {
        text.append("\nso far: ").append(counts.busyRetries()).append(" busy retries, ");
        text.append(counts.busyExhausted()).append(" still busy in the end, ");
        text.append(counts.staleSnapshots()).append(" stale snapshots, ");
        text.append(counts.gateTimeouts()).append(" gate timeouts, ");
        text.append(counts.connectionTimeouts()).append(" connection timeouts, ");
        text.append(counts.leaksDetected()).append(" leaks (").append(counts.leaksReclaimed());
        text.append(" taken back), ").append(counts.statementsForgotten()).append(" forgotten statements, ");
        text.append(counts.resultSetsForgotten()).append(" forgotten result sets");
        if (counts.listenerFailures() > 0 || counts.eventsDropped() > 0) {
            text.append(", ").append(counts.listenerFailures()).append(" failures of listeners, ");
            text.append(counts.eventsDropped()).append(" events dropped");
        }
    }

    private static String shown(@Nullable String sql) {
        return sql == null ? "(no SQL yet)" : sql;
    }
}
