// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.IgnoresSessions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes what it hears of one DataSource to the flight recorder, in the thread that did it. Loads classes of {@code jdk.jfr}, so it is
 * created only while a recording runs. Safe for use by multiple threads.
 */
final class FlightEvents implements IgnoresSessions {
    /** Shorter waits are left out: there can be thousands per second. */
    private static final long SHORTEST_WAIT_NANOS = Duration.ofMillis(1).toNanos();

    private static final int SHOWN_FRAMES = 32;

    private final String poolName;
    private final WriteGate gate;

    /** One as a rule: the next one may enter before the last one has told that it left. */
    private final Collection<OpenHold> holds = new ConcurrentLinkedQueue<>();

    FlightEvents(String poolName, WriteGate gate) {
        this.poolName = poolName;
        this.gate = gate;
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        gateWaited(sessionId, waitNanos, true);
        // Whoever enters the gate of an attached file tells it too, and may be in this gate already.
        Hold hold = gate.holder();
        if (hold != null
                && hold.entrant().sessionId() == sessionId
                && holds.stream().noneMatch(open -> open.isOf(hold))) {
            holds.add(new OpenHold(poolName, hold));
        }
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        for (OpenHold open : holds) {
            if (open.hasEndedFor(sessionId) && holds.remove(open)) {
                open.write();
            }
        }
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        gateWaited(sessionId, waitNanos, false);
    }

    private void gateWaited(long sessionId, long waitNanos, boolean entered) {
        if (entered && waitNanos < SHORTEST_WAIT_NANOS) {
            return;
        }
        var event = new GateWaitEvent();
        if (event.shouldCommit()) {
            event.pool = poolName;
            event.connection = sessionId;
            event.waited = waitNanos;
            event.entered = entered;
            event.commit();
        }
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        slowWrite(holder, false, 0);
    }

    @Override
    public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
        slowWrite(holder, true, inflictedNanos);
    }

    private void slowWrite(HolderInfo holder, boolean ended, long inflictedNanos) {
        var event = new SlowWriteEvent();
        if (event.shouldCommit()) {
            event.pool = poolName;
            event.connection = holder.sessionId();
            event.holder = holder.thread();
            event.held = holder.held().toNanos();
            event.ended = ended;
            event.inflicted = inflictedNanos;
            event.statement = holder.sql();
            event.commit();
        }
    }

    @Override
    public void groupCommitted(int statements) {
        var event = new GroupCommitEvent();
        if (event.shouldCommit()) {
            event.pool = poolName;
            event.statements = statements;
            event.commit();
        }
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        var event = new CheckpointEvent();
        if (event.shouldCommit()) {
            event.pool = poolName;
            event.mode = report.mode().name();
            event.busy = report.busy();
            event.logFrames = report.logFrames();
            event.checkpointedFrames = report.checkpointedFrames();
            event.walSize = report.walBytes();
            event.took = report.took().toNanos();
            event.commit();
        }
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        busy(sessionId, attempt, false);
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        busy(sessionId, attempts, true);
    }

    private void busy(long sessionId, int attempt, boolean exhausted) {
        var event = new BusyRetryEvent();
        if (event.shouldCommit()) {
            event.pool = poolName;
            event.connection = sessionId;
            event.attempt = attempt;
            event.exhausted = exhausted;
            event.commit();
        }
    }

    @Override
    public void leakDetected(LeakReport report) {
        var event = new LeakEvent();
        if (event.shouldCommit()) {
            event.pool = poolName;
            event.connection = report.sessionId();
            event.kind = report.kind().name();
            event.held = report.held().toNanos();
            event.openedBy = report.threadName();
            event.openedAt = stack(report.acquiredAt());
            event.statement = report.executingSql();
            event.commit();
        }
    }

    private static @Nullable String stack(@Nullable Throwable place) {
        return place == null
                ? null
                : Arrays.stream(place.getStackTrace())
                        .limit(SHOWN_FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining("\n"));
    }
}
