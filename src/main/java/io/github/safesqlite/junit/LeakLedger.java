// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.listeners.StatementTracer;
import io.github.safesqlite.internal.management.OpenDataSources;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.SessionSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who opened what: every connection that is opened while a test runs belongs to the test of the opening thread, which is set by
 * {@link #enter} and inherited by the threads that it starts. A thread that belongs to no running test (one of an older pool)
 * opens for the only test that runs; if several do, for all of them. Safe for use by multiple threads.
 */
final class LeakLedger implements StatementTracer {
    private static final LeakLedger SHARED = new LeakLedger();
    private static final InheritableThreadLocal<@Nullable Owner> CURRENT = new InheritableThreadLocal<>();

    private final Set<Owner> running = new LinkedHashSet<>();
    private final Map<Long, Opening> openings = new HashMap<>();
    private final Map<Long, Set<Owner>> writerOpenings = new HashMap<>();
    private int users;

    /** What this thread closed last: a leak that the library takes back is closed before it is reported. */
    private final ThreadLocal<@Nullable Closed> lastClosed = new ThreadLocal<>();

    /** Something that opens connections: a test, or a class before and after its tests. */
    static final class Owner {
        private final String name;
        private final @Nullable Owner outer;
        private final List<Leak> forgotten = new ArrayList<>();

        private Owner(String name, @Nullable Owner outer) {
            this.name = name;
            this.outer = outer;
        }

        String name() {
            return name;
        }
    }

    /** Something that is open and should not be, and what ends it. */
    private record Open(Leak leak, Runnable takeBack) {}

    private record Opening(Set<Owner> owners, AcquiredHere stack) {}

    private record Closed(long sessionId, Opening opening) {}

    private LeakLedger() {}

    static LeakLedger shared() {
        return SHARED;
    }

    /** From now on what the calling thread opens belongs to a new owner of this name. */
    synchronized Owner enter(String name) {
        if (users++ == 0) {
            OpenDataSources.addListener(this);
        }
        Owner owner = new Owner(name, CURRENT.get());
        running.add(owner);
        CURRENT.set(owner);
        return owner;
    }

    /** Ends what {@link #enter} began. What the owner leaks is its no longer. */
    synchronized void leave(Owner owner) {
        CURRENT.set(owner.outer);
        running.remove(owner);
        if (--users == 0) {
            OpenDataSources.removeListener(this);
            openings.clear();
            writerOpenings.clear();
        }
    }

    @Override
    public synchronized void sessionOpened(long sessionId) {
        Set<Owner> owners = openers();
        String names = String.join(" or ", owners.stream().map(Owner::name).toList());
        openings.put(
                sessionId,
                new Opening(
                        owners,
                        new AcquiredHere("connection #" + sessionId + " was opened by thread \""
                                + Thread.currentThread().getName() + "\" in " + names + " here")));
    }

    @Override
    public synchronized void batchWriterOpened(long writerId) {
        writerOpenings.put(writerId, openers());
    }

    private Set<Owner> openers() {
        Owner owner = CURRENT.get();
        return owner != null && running.contains(owner) ? Set.of(owner) : innermost();
    }

    /** Those that run and have none running inside. */
    private Set<Owner> innermost() {
        Set<Owner> innermost = new LinkedHashSet<>(running);
        running.forEach(owner -> innermost.remove(owner.outer));
        return Set.copyOf(innermost);
    }

    @Override
    public synchronized void sessionClosed(long sessionId, long usageNanos) {
        Opening opening = openings.remove(sessionId);
        if (opening != null) {
            lastClosed.set(new Closed(sessionId, opening));
        }
        notifyAll();
    }

    @Override
    public synchronized void leakReclaimed(LeakReport report) {
        Closed closed = lastClosed.get();
        if (closed != null && closed.sessionId() == report.sessionId()) {
            Leak leak = new Leak(
                    "a connection of " + report.poolName() + " (#" + report.sessionId()
                            + "), which was never closed: the library has taken it back meanwhile",
                    closed.opening().stack());
            closed.opening().owners().forEach(owner -> owner.forgotten.add(leak));
        }
    }

    @Override
    public synchronized void leakDetected(LeakReport report) {
        Opening opening = openings.get(report.sessionId());
        Throwable stack = report.acquiredAt();
        if (opening != null && !report.kind().isOfOpenSession()) {
            Leak leak = new Leak(describe(report), stack != null ? stack : opening.stack());
            opening.owners().forEach(owner -> owner.forgotten.add(leak));
        }
    }

    private static String describe(LeakReport report) {
        String where = " of connection #" + report.sessionId() + " of " + report.poolName() + " ("
                + report.executingSql() + ")";
        return report.kind() == LeakReport.Kind.TRANSACTION_OPEN
                ? "a transaction" + where + ": it had written and was neither committed nor rolled back"
                : (report.kind() == LeakReport.Kind.STATEMENT_OPEN ? "a statement" : "a result set") + where
                        + ": still open when its connection was closed";
    }

    /** Waits until {@code owner} has nothing open, for up to {@code graceNanos}; what it leaked, and how to take that back. */
    List<Leak> leaksOf(Owner owner, long graceNanos, Set<DataSourceSnapshot.Kind> kinds, List<Runnable> takeBacks)
            throws InterruptedException {
        long deadline = System.nanoTime() + graceNanos;
        List<Open> open = openOf(owner, kinds);
        while (!open.isEmpty() && awaitClose(deadline - System.nanoTime())) {
            open = openOf(owner, kinds);
        }
        open.forEach(each -> takeBacks.add(each.takeBack()));
        synchronized (this) {
            List<Leak> leaks = new ArrayList<>(open.stream().map(Open::leak).toList());
            leaks.addAll(owner.forgotten);
            return leaks;
        }
    }

    private synchronized boolean awaitClose(long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return false;
        }
        // A close between the look and this wait is seen a few milliseconds late.
        TimeUnit.MILLISECONDS.timedWait(this, Math.min(TimeUnit.NANOSECONDS.toMillis(nanos) + 1, 20));
        return true;
    }

    private List<Open> openOf(Owner owner, Set<DataSourceSnapshot.Kind> kinds) {
        List<Open> open = new ArrayList<>();
        // Not under this monitor: an event waits for it while it holds the locks of a snapshot.
        for (DataSourceSnapshot snapshot : OpenDataSources.snapshots()) {
            if (kinds.contains(snapshot.kind())) {
                addSessions(snapshot, owner, open);
                addWriters(snapshot, owner, open);
            }
        }
        return open;
    }

    private void addSessions(DataSourceSnapshot snapshot, Owner owner, List<Open> open) {
        for (SessionSnapshot session : snapshot.sessions()) {
            Opening opening = opening(session.sessionId());
            if (opening != null && opening.owners().contains(owner)) {
                open.add(new Open(
                        new Leak(LeakAssertions.describe(session, snapshot), opening.stack()),
                        () -> OpenDataSources.abort(session.sessionId())));
            }
        }
    }

    private void addWriters(DataSourceSnapshot snapshot, Owner owner, List<Open> open) {
        for (BatchWriterSnapshot writer : snapshot.writers()) {
            if (hasOpened(owner, writer.writerId())) {
                open.add(new Open(
                        new Leak(LeakAssertions.describe(writer, snapshot), writer.openedAt()),
                        () -> OpenDataSources.abandonWriter(writer.writerId())));
            }
        }
    }

    private synchronized boolean hasOpened(Owner owner, long writerId) {
        return writerOpenings.getOrDefault(writerId, Set.of()).contains(owner);
    }

    private synchronized @Nullable Opening opening(long sessionId) {
        return openings.get(sessionId);
    }
}
