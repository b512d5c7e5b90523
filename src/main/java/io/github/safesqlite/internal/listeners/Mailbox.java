// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.event.SelfCheckReport;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.background.Daemon;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to a listener on its own daemon thread, in order, so that nothing waits for it. Events that do not fit into
 * its queue are dropped and counted. Events that the listener leaves at their default cost nothing. Safe for use by multiple
 * threads.
 */
final class Mailbox implements SqliteListener, AutoCloseable {
    /** The most events that wait. */
    static final int CAPACITY = 4096;

    private static final long THREAD_RESTS_SECONDS = 1;

    private final SqliteListener listener;
    private final ListenerProblems problems;
    /** The events that it has a method for; null if that cannot be told. */
    private final @Nullable Set<String> heard;

    private final ThreadPoolExecutor thread;
    private volatile @Nullable Thread lastStarted;

    Mailbox(SqliteListener listener, ListenerProblems problems) {
        this.listener = listener;
        this.problems = problems;
        this.heard = overridden(listener.getClass().getMethods());
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                THREAD_RESTS_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(CAPACITY),
                this::newThread,
                (letter, full) -> {
                    if (!full.isShutdown()) {
                        problems.dropped(listener, ((Letter) letter).event);
                    }
                });
        thread.allowCoreThreadTimeOut(true);
    }

    /** The names of those that are not the interface's own; null in a native image that does not know the class's methods. */
    static @Nullable Set<String> overridden(Method[] methods) {
        boolean known =
                Arrays.stream(methods).anyMatch(method -> method.getName().equals("getClass"));
        return known
                ? Arrays.stream(methods)
                        .filter(method -> !method.getDeclaringClass().equals(SqliteListener.class))
                        .map(Method::getName)
                        .collect(Collectors.toUnmodifiableSet())
                : null;
    }

    boolean hears(String event) {
        return heard == null || heard.contains(event);
    }

    private Thread newThread(Runnable work) {
        Thread created = Daemon.of(
                "safesqlite-listener-" + problems.poolName(),
                work,
                listener.getClass().getClassLoader());
        lastStarted = created;
        return created;
    }

    /** Lets the thread end when it has brought what waits, and waits a moment for that. */
    @Override
    public void close() {
        thread.shutdown();
        Thread last = lastStarted;
        if (last != null) {
            Daemon.join(last);
        }
    }

    private void post(String event, Consumer<SqliteListener> delivery) {
        thread.execute(new Letter(event, delivery));
    }

    private final class Letter implements Runnable {
        private final String event;
        private final Consumer<SqliteListener> delivery;

        Letter(String event, Consumer<SqliteListener> delivery) {
            this.event = event;
            this.delivery = delivery;
        }

        @Override
        public void run() {
            try {
                delivery.accept(listener);
            } catch (Throwable failure) {
                problems.failed(listener, event, failure);
            }
        }
    }

    @Override
    public void physicalConnectionOpened(long connectionId, long nanos) {
        if (hears("physicalConnectionOpened")) {
            post("physicalConnectionOpened", to -> to.physicalConnectionOpened(connectionId, nanos));
        }
    }

    @Override
    public void physicalConnectionClosed(long connectionId, String reason) {
        if (hears("physicalConnectionClosed")) {
            post("physicalConnectionClosed", to -> to.physicalConnectionClosed(connectionId, reason));
        }
    }

    @Override
    public void sessionOpened(long sessionId) {
        if (hears("sessionOpened")) {
            post("sessionOpened", to -> to.sessionOpened(sessionId));
        }
    }

    @Override
    public void sessionClosed(long sessionId, long usageNanos) {
        if (hears("sessionClosed")) {
            post("sessionClosed", to -> to.sessionClosed(sessionId, usageNanos));
        }
    }

    @Override
    public void sessionBound(long sessionId, long waitNanos) {
        if (hears("sessionBound")) {
            post("sessionBound", to -> to.sessionBound(sessionId, waitNanos));
        }
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        if (hears("connectionTimedOut")) {
            post("connectionTimedOut", to -> to.connectionTimedOut(sessionId, waitNanos));
        }
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        if (hears("gateEntered")) {
            post("gateEntered", to -> to.gateEntered(sessionId, waitNanos));
        }
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        if (hears("gateExited")) {
            post("gateExited", to -> to.gateExited(sessionId, holdNanos));
        }
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        if (hears("gateTimedOut")) {
            post("gateTimedOut", to -> to.gateTimedOut(sessionId, waitNanos));
        }
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        if (hears("gateSlow")) {
            post("gateSlow", to -> to.gateSlow(holder));
        }
    }

    @Override
    public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
        if (hears("gateSlowEnded")) {
            post("gateSlowEnded", to -> to.gateSlowEnded(holder, inflictedNanos));
        }
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        if (hears("busyRetried")) {
            post("busyRetried", to -> to.busyRetried(sessionId, attempt));
        }
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        if (hears("busyExhausted")) {
            post("busyExhausted", to -> to.busyExhausted(sessionId, attempts));
        }
    }

    @Override
    public void staleSnapshot(long sessionId) {
        if (hears("staleSnapshot")) {
            post("staleSnapshot", to -> to.staleSnapshot(sessionId));
        }
    }

    @Override
    public void leakDetected(LeakReport report) {
        if (hears("leakDetected")) {
            post("leakDetected", to -> to.leakDetected(report));
        }
    }

    @Override
    public void leakReturned(long sessionId) {
        if (hears("leakReturned")) {
            post("leakReturned", to -> to.leakReturned(sessionId));
        }
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        if (hears("leakReclaimed")) {
            post("leakReclaimed", to -> to.leakReclaimed(report));
        }
    }

    @Override
    public void statementsForgotten(long sessionId, int statements, int resultSets) {
        if (hears("statementsForgotten")) {
            post("statementsForgotten", to -> to.statementsForgotten(sessionId, statements, resultSets));
        }
    }

    @Override
    public void statementPrepared(boolean fromCache) {
        if (hears("statementPrepared")) {
            post("statementPrepared", to -> to.statementPrepared(fromCache));
        }
    }

    @Override
    public void groupCommitted(int statements) {
        if (hears("groupCommitted")) {
            post("groupCommitted", to -> to.groupCommitted(statements));
        }
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        if (hears("checkpointed")) {
            post("checkpointed", to -> to.checkpointed(report));
        }
    }

    @Override
    public void batchWriterOpened(long writerId) {
        if (hears("batchWriterOpened")) {
            post("batchWriterOpened", to -> to.batchWriterOpened(writerId));
        }
    }

    @Override
    public void batchWritten(BatchReport report) {
        if (hears("batchWritten")) {
            post("batchWritten", to -> to.batchWritten(report));
        }
    }

    @Override
    public void maintained(MaintenanceReport report) {
        if (hears("maintained")) {
            post("maintained", to -> to.maintained(report));
        }
    }

    @Override
    public void selfCheckFailed(SelfCheckReport report) {
        if (hears("selfCheckFailed")) {
            post("selfCheckFailed", to -> to.selfCheckFailed(report));
        }
    }
}
