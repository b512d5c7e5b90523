// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteDeadlockException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.time.Deadline;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The exceptions for an entrant that gives up. */
final class GateFailures {
    private GateFailures() {}

    static SQLException interrupted(Entrant entrant, long waitNanos) {
        return StatementCancelledException.interrupted(
                entrant.poolName(), entrant.sessionId(), "the write gate", Duration.ofNanos(waitNanos), null);
    }

    static SQLException circle(Entrant entrant, @Nullable Hold inTheWay) {
        return WriteDeadlockException.of(
                entrant.poolName(),
                entrant.sessionId(),
                entrant.sql(),
                fileOf(entrant),
                inTheWay == null ? null : inTheWay.info());
    }

    private static @Nullable String fileOf(Entrant entrant) {
        Path attached = entrant.attachedFile();
        return attached == null ? null : attached.toString();
    }

    /** Says what the wait would have taken, and names the holder. */
    static SQLException hopeless(
            Entrant entrant, WaitForecast forecast, Deadline deadline, @Nullable Hold inTheWay, int othersWaiting) {
        return WriteGateTimeoutException.hopeless(
                entrant.poolName(),
                fileOf(entrant),
                forecast.expected(),
                Duration.ofNanos(deadline.remainingNanos()),
                deadline.limitOption(),
                forecast.turnsAhead(),
                forecast.averageHold(),
                inTheWay == null ? null : inTheWay.info(),
                othersWaiting);
    }

    /** Names the holder, and shows where its thread is now, or the process that has the right to write. */
    static SQLException timedOut(
            Entrant entrant,
            long waitNanos,
            String limitOption,
            @Nullable Hold inTheWay,
            @Nullable String otherProcess,
            int othersWaiting) {
        HolderInfo holder = inTheWay == null ? null : inTheWay.info();
        Duration waited = Duration.ofNanos(waitNanos);
        SQLException timeout = otherProcess == null
                ? WriteGateTimeoutException.of(
                        entrant.poolName(), fileOf(entrant), waited, limitOption, holder, othersWaiting)
                : WriteGateTimeoutException.ofProcess(
                        entrant.poolName(), waited, limitOption, otherProcess, othersWaiting);
        if (inTheWay != null && inTheWay.isCurrent()) {
            timeout.addSuppressed(new CapturedStack(inTheWay.thread()));
        }
        return timeout;
    }
}
