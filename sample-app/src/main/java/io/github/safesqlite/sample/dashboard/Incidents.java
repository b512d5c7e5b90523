// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.SqliteListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Remembers the last leaks and slow writes with their stacks. Give it to the configuration as a listener. */
public final class Incidents implements SqliteListener {
    private static final int MOST = 20;
    private static final int MOST_FRAMES = 40;
    private static final Set<LeakReport.Kind> LEAKS =
            EnumSet.of(LeakReport.Kind.HELD_IDLE, LeakReport.Kind.OWNER_DEAD, LeakReport.Kind.UNREACHABLE);

    private final Deque<Leak> leaks = new ArrayDeque<>();
    private final Deque<SlowWrite> slowWrites = new ArrayDeque<>();
    private long lastId;

    /** What became of a leaked connection. */
    public enum LeakState {
        /** It is still open. */
        OPEN,
        /** The application closed it after all. */
        RETURNED,
        /** The library took it back. */
        RECLAIMED
    }

    /** A connection that was not closed in time, with the stack that opened it. */
    public record Leak(
            long id,
            long at,
            long connection,
            String thread,
            String reason,
            long heldMillis,
            LeakState state,
            List<String> stack) {
        private Leak with(LeakState newState) {
            return new Leak(id, at, connection, thread, reason, heldMillis, newState, stack);
        }
    }

    /** A connection that held the write gate for long, and how long others waited for it once it has left. */
    public record SlowWrite(
            long id,
            long at,
            long connection,
            String thread,
            String sql,
            long heldMillis,
            boolean ended,
            long inflictedMillis,
            List<String> stack) {
        private SlowWrite endedAfter(long millis, long inflicted) {
            return new SlowWrite(id, at, connection, thread, sql, millis, true, inflicted, stack);
        }
    }

    /** The last leaks, newest first. */
    public synchronized List<Leak> leaks() {
        return List.copyOf(leaks);
    }

    /** The last slow writes, newest first. */
    public synchronized List<SlowWrite> slowWrites() {
        return List.copyOf(slowWrites);
    }

    @Override
    public synchronized void leakDetected(LeakReport report) {
        if (LEAKS.contains(report.kind())) {
            addLeak(report, LeakState.OPEN);
        }
    }

    @Override
    public synchronized void leakReturned(long sessionId) {
        replace(leaks, isOpen(sessionId), leak -> leak.with(LeakState.RETURNED));
    }

    @Override
    public synchronized void leakReclaimed(LeakReport report) {
        if (!replace(leaks, isOpen(report.sessionId()), leak -> leak.with(LeakState.RECLAIMED))) {
            addLeak(report, LeakState.RECLAIMED);
        }
    }

    @Override
    public synchronized void gateSlow(HolderInfo holder) {
        addFirst(
                slowWrites,
                new SlowWrite(
                        ++lastId,
                        System.currentTimeMillis(),
                        holder.sessionId(),
                        holder.thread().getName(),
                        holder.sql(),
                        holder.held().toMillis(),
                        false,
                        0,
                        frames(holder.stackAtEntry().stream())));
    }

    @Override
    public synchronized void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
        replace(
                slowWrites,
                write -> write.connection() == holder.sessionId() && !write.ended(),
                write -> write.endedAfter(holder.held().toMillis(), inflictedNanos / 1_000_000));
    }

    private void addLeak(LeakReport report, LeakState state) {
        Throwable opened = report.acquiredAt();
        addFirst(
                leaks,
                new Leak(
                        ++lastId,
                        System.currentTimeMillis(),
                        report.sessionId(),
                        report.threadName(),
                        report.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        report.held().toMillis(),
                        state,
                        opened == null ? List.of() : frames(Stream.of(opened.getStackTrace()))));
    }

    private static Predicate<Leak> isOpen(long connection) {
        return leak -> leak.connection() == connection && leak.state() == LeakState.OPEN;
    }

    /** Leaves out the frames of the library on top, so that the first one is the caller's. */
    private static List<String> frames(Stream<StackTraceElement> stack) {
        return stack.dropWhile(Incidents::isOfLibrary)
                .limit(MOST_FRAMES)
                .map(StackTraceElement::toString)
                .toList();
    }

    private static boolean isOfLibrary(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("io.github.safesqlite.") && !name.startsWith("io.github.safesqlite.sample.");
    }

    private static <T> void addFirst(Deque<T> incidents, T incident) {
        incidents.addFirst(incident);
        if (incidents.size() > MOST) {
            incidents.removeLast();
        }
    }

    /** Replaces each one that matches, and says whether there was any. */
    private static <T> boolean replace(Deque<T> incidents, Predicate<T> matches, UnaryOperator<T> change) {
        boolean any = incidents.stream().anyMatch(matches);
        if (any) {
            List<T> changed = incidents.stream()
                    .map(incident -> matches.test(incident) ? change.apply(incident) : incident)
                    .toList();
            incidents.clear();
            incidents.addAll(changed);
        }
        return any;
    }
}
