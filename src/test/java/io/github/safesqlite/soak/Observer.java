// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.soak;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.UniformReservoir;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.event.SelfCheckReport;
import io.github.safesqlite.event.SqliteListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Hears what the library tells, and looks at the size of the log. */
final class Observer implements SqliteListener {
    final Histogram writeWaitNanos = new Histogram(new UniformReservoir());
    final AtomicLong longestHoldNanos = new AtomicLong();
    final LongAdder retries = new LongAdder();
    final LongAdder groups = new LongAdder();
    final LongAdder grouped = new LongAdder();
    final LongAdder problems = new LongAdder();
    final List<String> violations = new CopyOnWriteArrayList<>();
    final List<LeakReport> pins = new CopyOnWriteArrayList<>();
    final List<LeakReport> reclaimed = new CopyOnWriteArrayList<>();
    final List<MaintenanceReport> maintenance = new CopyOnWriteArrayList<>();
    final List<CheckpointReport> checkpoints = new CopyOnWriteArrayList<>();
    private final Path wal;
    private volatile boolean pinned;
    private volatile long largestWal;
    private volatile long largestPinnedWal;
    private volatile long largestWalOfSlice;

    Observer(Path database) {
        wal = Path.of(database + "-wal");
    }

    long walBytes() {
        try {
            return Files.size(wal);
        } catch (IOException none) {
            return 0;
        }
    }

    /** Called by one thread, again and again. */
    void look() {
        boolean pinnedBefore = pinned;
        long bytes = walBytes();
        largestWalOfSlice = Math.max(largestWalOfSlice, bytes);
        if (pinnedBefore || pinned) {
            largestPinnedWal = Math.max(largestPinnedWal, bytes);
        } else {
            largestWal = Math.max(largestWal, bytes);
        }
    }

    /** Whether from now on somebody keeps the log from being reset, or it has not yet been reset after that. */
    void pinned(boolean now) {
        pinned = now;
    }

    /** The largest log while nobody pinned it. */
    long largestWal() {
        return largestWal;
    }

    long largestPinnedWal() {
        return largestPinnedWal;
    }

    long largestWalOfSlice() {
        long largest = largestWalOfSlice;
        largestWalOfSlice = 0;
        return largest;
    }

    @Override
    public void selfCheckFailed(SelfCheckReport report) {
        violations.addAll(report.violations());
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        writeWaitNanos.update(waitNanos);
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        longestHoldNanos.accumulateAndGet(holdNanos, Math::max);
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        problems.increment();
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        problems.increment();
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        problems.increment();
    }

    @Override
    public void staleSnapshot(long sessionId) {
        problems.increment();
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        retries.increment();
    }

    @Override
    public void groupCommitted(int statements) {
        groups.increment();
        grouped.add(statements);
    }

    @Override
    public void leakDetected(LeakReport report) {
        if (report.kind() == LeakReport.Kind.PINS_WAL) {
            pins.add(report);
        }
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        reclaimed.add(report);
    }

    @Override
    public void maintained(MaintenanceReport report) {
        maintenance.add(report);
        if (!report.succeeded()) {
            problems.increment();
        }
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        checkpoints.add(report);
    }
}
