// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.soak;

import com.codahale.metrics.Snapshot;
import com.sun.management.UnixOperatingSystemMXBean;
import io.github.safesqlite.event.CheckpointReport.Mode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What came of a soak, as markdown. */
final class SoakReport {
    private record Slice(int number, long units, long reads, long largestWal, long heap, long files, int threads) {}

    private record PinHeld(long heldNanos, long walBytes, long shrinkNanos) {}

    private final Plan plan;
    private final Path file;
    private final List<Slice> slices = new ArrayList<>();
    private final List<Long> backupNanos = Collections.synchronizedList(new ArrayList<>());
    private final List<PinHeld> pins = Collections.synchronizedList(new ArrayList<>());

    SoakReport(Plan plan, Path file) {
        this.plan = plan;
        this.file = file;
    }

    /** Notes what was done so far, and what it costs to keep it going. */
    void slice(int number, long units, long reads, long largestWal) {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        var system = ManagementFactory.getOperatingSystemMXBean();
        long files = system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : -1;
        slices.add(new Slice(number, units, reads, largestWal, heap, files, Thread.activeCount()));
    }

    void backup(long nanos) {
        backupNanos.add(nanos);
    }

    void pin(long heldNanos, long walBytes, long shrinkNanos) {
        pins.add(new PinHeld(heldNanos, walBytes, shrinkNanos));
    }

    void write(Books books, Observer observer) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text(books, observer));
    }

    private String text(Books books, Observer observer) {
        StringBuilder text = new StringBuilder();
        add(
                text,
                "%s on Java %s, %s, %d processors; `walSoftLimit` %s, `walHardLimit` %s, each writer rests %d ms after a unit.",
                spoken(plan.duration()),
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(),
                mebibytes(Plan.SOFT_LIMIT),
                mebibytes(Plan.HARD_LIMIT),
                Plan.REST.toMillis());
        add(text, "");
        add(text, "| until | units written /s | reads /s | largest log | heap after GC | open files | threads |");
        add(text, "|---|---|---|---|---|---|---|");
        double seconds = plan.duration().toMillis() / 1000.0 / plan.slices();
        long units = 0;
        long reads = 0;
        for (Slice slice : slices) {
            add(
                    text,
                    "| %s | %.0f | %.0f | %s | %s | %d | %d |",
                    spoken(plan.duration().multipliedBy(slice.number).dividedBy(plan.slices())),
                    (slice.units - units) / seconds,
                    (slice.reads - reads) / seconds,
                    mebibytes(slice.largestWal),
                    mebibytes(slice.heap),
                    slice.files,
                    slice.threads);
            units = slice.units;
            reads = slice.reads;
        }
        add(text, "");
        addCounts(text, books, observer);
        return text.toString();
    }

    private void addCounts(StringBuilder text, Books books, Observer observer) {
        add(text, "| | |");
        add(text, "|---|---|");
        for (Unit unit : Unit.values()) {
            String name = unit.name().toLowerCase(Locale.ROOT);
            add(text, "| acknowledged: %s, %d threads | %d |", name, unit.threads, books.acknowledged(unit));
        }
        Snapshot waits = observer.writeWaitNanos.getSnapshot();
        add(
                text,
                "| wait for the write gate: median, 99 %%, longest | %.2f ms, %.1f ms, %.0f ms |",
                waits.getMedian() / 1e6,
                waits.get99thPercentile() / 1e6,
                waits.getMax() / 1e6);
        add(text, "| longest stay in the write gate | %.0f ms |", observer.longestHoldNanos.get() / 1e6);
        add(
                text,
                "| commits that were shared, statements in them | %d, %d |",
                observer.groups.sum(),
                observer.grouped.sum());
        add(text, "| repeated because SQLite was busy | %d |", observer.retries.sum());
        add(text, "| timeouts, stale snapshots | %d |", observer.problems.sum());
        add(
                text,
                "| largest log outside of pins, within | %s, %s |",
                mebibytes(observer.largestWal()),
                mebibytes(observer.largestPinnedWal()));
        for (PinHeld pin : pins) {
            add(
                    text,
                    "| forgotten result set, held until it was collected | %.1f s; log %s; back under the limit after %.0f ms |",
                    pin.heldNanos / 1e9,
                    mebibytes(pin.walBytes),
                    pin.shrinkNanos / 1e6);
        }
        for (Mode mode : Mode.values()) {
            add(
                    text,
                    "| checkpoints: %s, of these kept from their end by readers | %d, %d |",
                    mode,
                    observer.checkpoints.stream()
                            .filter(one -> one.mode() == mode)
                            .count(),
                    observer.checkpoints.stream()
                            .filter(one -> one.mode() == mode && !one.isComplete())
                            .count());
        }
        add(
                text,
                "| backups, each checked; longest | %d; %.0f ms |",
                backupNanos.size(),
                Collections.max(backupNanos) / 1e6);
        add(
                text,
                "| at the end | every acknowledged unit is there once, balances add up, `integrity_check` ok,"
                        + " nothing is held, no log after the close |");
    }

    private static void add(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    private static String spoken(Duration duration) {
        return duration.toSecondsPart() == 0 && duration.toMillisPart() == 0
                ? duration.toMinutes() + " min"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
