// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import static io.github.safesqlite.snapshot.JsonWriter.object;

import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.SessionUse;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form of a snapshot. */
final class SnapshotJson {
    private SnapshotJson() {}

    static String of(DataSourceSnapshot snapshot) {
        return JsonWriter.write(object(
                "takenAt", snapshot.takenAt(),
                "poolName", snapshot.poolName(),
                "file", snapshot.file(),
                "kind", snapshot.kind(),
                "pool", pool(snapshot.pool()),
                "gate", gate(snapshot.gate()),
                "attachedGates", attachedGates(snapshot.attachedGates()),
                "wal", wal(snapshot.wal()),
                "sessions",
                        snapshot.sessions().stream().map(SnapshotJson::session).toList(),
                "openResultSets", snapshot.openResultSets(),
                "writers", snapshot.writers().stream().map(SnapshotJson::writer).toList(),
                "transactions", TransactionJson.of(snapshot.transactions()),
                "statementCosts", costs(snapshot.costs()),
                "counts", counts(snapshot.counts()),
                "sharedWith", snapshot.sharedWith(),
                "advice", snapshot.advice()));
    }

    private static Map<String, @Nullable Object> pool(PoolSnapshot pool) {
        return object(
                "active", pool.active(),
                "idle", pool.idle(),
                "total", pool.total(),
                "pending", pool.pending(),
                "parked", pool.parked(),
                "maximum", pool.maximum(),
                "minimumIdle", pool.minimumIdle(),
                "suspended", pool.suspended());
    }

    private static Map<String, @Nullable Object> gate(GateSnapshot gate) {
        GateSnapshot.Holder holder = gate.holder();
        return object(
                "holder",
                holder == null ? null : holder(holder),
                "waiters",
                gate.waiters().stream().map(SnapshotJson::waiter).toList());
    }

    private static Map<String, @Nullable Object> attachedGates(Map<String, GateSnapshot> gates) {
        Map<String, @Nullable Object> byFile = new LinkedHashMap<>();
        gates.forEach((file, gate) -> byFile.put(file, gate(gate)));
        return byFile;
    }

    private static Map<String, @Nullable Object> holder(GateSnapshot.Holder holder) {
        return object(
                "sessionId", holder.sessionId(),
                "poolName", holder.poolName(),
                "applicationName", holder.applicationName(),
                "thread", holder.thread(),
                "threadState", holder.threadState(),
                "heldMillis", holder.held().toMillis(),
                "sql", holder.sql(),
                "stackNow", frames(holder.stackNow()));
    }

    private static Map<String, @Nullable Object> waiter(GateSnapshot.Waiter waiter) {
        return object(
                "sessionId", waiter.sessionId(),
                "poolName", waiter.poolName(),
                "applicationName", waiter.applicationName(),
                "background", waiter.background(),
                "thread", waiter.thread(),
                "waitedMillis", waiter.waited().toMillis(),
                "sql", waiter.sql());
    }

    private static @Nullable Map<String, @Nullable Object> wal(@Nullable WalSnapshot wal) {
        if (wal == null) {
            return null;
        }
        WalSnapshot.Pin pin = wal.pin();
        CheckpointReport done = wal.lastCheckpoint();
        return object(
                "bytes", wal.bytes(),
                "softLimit", wal.softLimit(),
                "hardLimit", wal.hardLimit(),
                "pin", pin == null ? null : pin(pin),
                "lastCheckpoint", done == null ? null : checkpoint(done, wal.sinceCheckpoint()));
    }

    private static Map<String, @Nullable Object> pin(WalSnapshot.Pin pin) {
        return object(
                "sessionId", pin.sessionId(),
                "poolName", pin.poolName(),
                "ageMillis", pin.age().toMillis(),
                "sql", pin.sql());
    }

    private static Map<String, @Nullable Object> checkpoint(CheckpointReport done, Duration since) {
        return object(
                "sinceMillis", since.toMillis(),
                "mode", done.mode(),
                "busy", done.busy(),
                "logFrames", done.logFrames(),
                "checkpointedFrames", done.checkpointedFrames(),
                "walBytes", done.walBytes(),
                "tookMillis", done.took().toMillis());
    }

    private static Map<String, @Nullable Object> session(SessionSnapshot session) {
        SessionUse use = session.use();
        return object(
                "sessionId", session.sessionId(),
                "thread", session.thread(),
                "threadState", session.threadState(),
                "heldMillis", session.held().toMillis(),
                "connectionId", use.connectionId() == 0 ? null : use.connectionId(),
                "executingSql", use.executingSql(),
                "sinceLastUseMillis", use.sinceLastUse().toMillis(),
                "lastKinds", use.lastKinds(),
                "transaction", use.transaction(),
                "openStatements", use.openStatements(),
                "openResultSets", use.openResultSets(),
                "acquiredAt", frames(Arrays.asList(session.acquiredAt().getStackTrace())));
    }

    private static Map<String, @Nullable Object> writer(BatchWriterSnapshot writer) {
        return object(
                "writerId", writer.writerId(),
                "name", writer.name(),
                "depth", writer.depth(),
                "capacity", writer.capacity(),
                "bytes", writer.bytes(),
                "maxBytes", writer.maxBytes(),
                "oldestMillis", writer.oldest().toMillis(),
                "batches", writer.batches(),
                "written", writer.written(),
                "failed", writer.failed(),
                "dropped", writer.dropped(),
                "blocked", writer.blocked(),
                "openedAt", frames(Arrays.asList(writer.openedAt().getStackTrace())));
    }

    private static Map<String, @Nullable Object> costs(StatementCosts costs) {
        return object(
                "windowMillis",
                costs.window().toMillis(),
                "statements",
                costs.statements().stream().map(SnapshotJson::cost).toList(),
                "dropped",
                costs.dropped());
    }

    private static Map<String, @Nullable Object> cost(StatementCosts.Cost cost) {
        return object(
                "sql", cost.sql(),
                "calls", cost.calls(),
                "rows", cost.rows(),
                "heldMillis", millis(cost.held()),
                "madeWaitMillis", millis(cost.madeWait()),
                "p99Millis", millis(cost.p99()),
                "longestMillis", millis(cost.longest()));
    }

    /** To the microsecond: most statements take less than a millisecond. */
    private static double millis(Duration time) {
        return time.toNanos() / 1000 / 1e3;
    }

    private static Map<String, @Nullable Object> counts(DataSourceSnapshot.Counts counts) {
        return object(
                "busyRetries", counts.busyRetries(),
                "busyExhausted", counts.busyExhausted(),
                "staleSnapshots", counts.staleSnapshots(),
                "gateTimeouts", counts.gateTimeouts(),
                "connectionTimeouts", counts.connectionTimeouts(),
                "leaksDetected", counts.leaksDetected(),
                "leaksReclaimed", counts.leaksReclaimed(),
                "statementsForgotten", counts.statementsForgotten(),
                "resultSetsForgotten", counts.resultSetsForgotten(),
                "listenerFailures", counts.listenerFailures(),
                "eventsDropped", counts.eventsDropped());
    }

    private static List<String> frames(List<StackTraceElement> stack) {
        return stack.stream().map(StackTraceElement::toString).toList();
    }
}
