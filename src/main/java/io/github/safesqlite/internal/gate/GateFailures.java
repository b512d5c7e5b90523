// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteDeadlockException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.HolderInfo;
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

    /** Names the holder, and shows where its thread is now. */
    static SQLException timedOut(
            Entrant entrant, long waitNanos, String limitOption, @Nullable Hold inTheWay, int othersWaiting) {
        HolderInfo holder = inTheWay == null ? null : inTheWay.info();
        Path attached = entrant.attachedFile();
        SQLException timeout = WriteGateTimeoutException.of(
                entrant.poolName(), fileOf(entrant), Duration.ofNanos(waitNanos), limitOption, holder, othersWaiting);
        if (inTheWay != null && inTheWay.isCurrent()) {
            timeout.addSuppressed(new CapturedStack(inTheWay.thread()));
        }
        return timeout;
    }
}
