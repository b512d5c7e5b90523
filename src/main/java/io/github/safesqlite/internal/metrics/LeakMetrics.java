// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Meter;
import io.github.safesqlite.event.LeakReport;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics about leaks. Safe for use by multiple threads. */
final class LeakMetrics {
    private final Meter detected;
    private final Meter heldIdle;
    private final Meter ownerDead;
    private final Meter unreachable;
    private final Meter reclaimed;
    private final Meter inUse;
    private final Meter pinsWal;
    private final Meter openTransactions;

    /** Sessions that are open leaks now. */
    private final Set<Long> open = ConcurrentHashMap.newKeySet();

    LeakMetrics(Registration metrics) {
        detected = metrics.meter("leak.Detected");
        heldIdle = metrics.meter("leak.HeldIdle");
        ownerDead = metrics.meter("leak.OwnerDead");
        unreachable = metrics.meter("leak.Unreachable");
        reclaimed = metrics.meter("leak.Reclaimed");
        inUse = metrics.meter("leak.InUse");
        pinsWal = metrics.meter("leak.PinsWal");
        openTransactions = metrics.meter("leak.OpenTransactions");
        metrics.gauge("leak.Open", open::size);
    }

    int open() {
        return open.size();
    }

    void detected(LeakReport report) {
        switch (report.kind()) {
            case EXECUTING -> inUse.mark();
            case PINS_WAL -> pinsWal.mark();
            // Counted by statementsForgotten, with or without stacks.
            case STATEMENT_OPEN, RESULT_SET_OPEN -> {}
            case TRANSACTION_OPEN -> openTransactions.mark();
            case HELD_IDLE -> leaked(report, heldIdle);
            case OWNER_DEAD -> leaked(report, ownerDead);
            case UNREACHABLE -> leaked(report, unreachable);
        }
    }

    private void leaked(LeakReport report, Meter kind) {
        detected.mark();
        kind.mark();
        open.add(report.sessionId());
    }

    void returned(long sessionId) {
        open.remove(sessionId);
    }

    void reclaimed(LeakReport report) {
        reclaimed.mark();
        open.remove(report.sessionId());
    }
}
