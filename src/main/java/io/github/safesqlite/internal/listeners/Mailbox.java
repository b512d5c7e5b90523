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
    private final Set<String> heard;
    private final ThreadPoolExecutor thread;
    private volatile @Nullable Thread lastStarted;

    Mailbox(SqliteListener listener, ListenerProblems problems) {
        this.listener = listener;
        this.problems = problems;
        this.heard = Arrays.stream(listener.getClass().getMethods())
                .filter(method -> isOverridden(method))
                .map(Method::getName)
                .collect(Collectors.toUnmodifiableSet());
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

    private static boolean isOverridden(Method method) {
        return !method.getDeclaringClass().equals(SqliteListener.class);
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
        if (heard.contains("physicalConnectionOpened")) {
            post("physicalConnectionOpened", to -> to.physicalConnectionOpened(connectionId, nanos));
        }
    }

    @Override
    public void physicalConnectionClosed(long connectionId, String reason) {
        if (heard.contains("physicalConnectionClosed")) {
            post("physicalConnectionClosed", to -> to.physicalConnectionClosed(connectionId, reason));
        }
    }

    @Override
    public void sessionOpened(long sessionId) {
        if (heard.contains("sessionOpened")) {
            post("sessionOpened", to -> to.sessionOpened(sessionId));
        }
    }

    @Override
    public void sessionClosed(long sessionId, long usageNanos) {
        if (heard.contains("sessionClosed")) {
            post("sessionClosed", to -> to.sessionClosed(sessionId, usageNanos));
        }
    }

    @Override
    public void sessionBound(long sessionId, long waitNanos) {
        if (heard.contains("sessionBound")) {
            post("sessionBound", to -> to.sessionBound(sessionId, waitNanos));
        }
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        if (heard.contains("connectionTimedOut")) {
            post("connectionTimedOut", to -> to.connectionTimedOut(sessionId, waitNanos));
        }
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        if (heard.contains("gateEntered")) {
            post("gateEntered", to -> to.gateEntered(sessionId, waitNanos));
        }
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        if (heard.contains("gateExited")) {
            post("gateExited", to -> to.gateExited(sessionId, holdNanos));
        }
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        if (heard.contains("gateTimedOut")) {
            post("gateTimedOut", to -> to.gateTimedOut(sessionId, waitNanos));
        }
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        if (heard.contains("gateSlow")) {
            post("gateSlow", to -> to.gateSlow(holder));
        }
    }

    @Override
    public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
        if (heard.contains("gateSlowEnded")) {
            post("gateSlowEnded", to -> to.gateSlowEnded(holder, inflictedNanos));
        }
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        if (heard.contains("busyRetried")) {
            post("busyRetried", to -> to.busyRetried(sessionId, attempt));
        }
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        if (heard.contains("busyExhausted")) {
            post("busyExhausted", to -> to.busyExhausted(sessionId, attempts));
        }
    }

    @Override
    public void staleSnapshot(long sessionId) {
        if (heard.contains("staleSnapshot")) {
            post("staleSnapshot", to -> to.staleSnapshot(sessionId));
        }
    }

    @Override
    public void leakDetected(LeakReport report) {
        if (heard.contains("leakDetected")) {
            post("leakDetected", to -> to.leakDetected(report));
        }
    }

    @Override
    public void leakReturned(long sessionId) {
        if (heard.contains("leakReturned")) {
            post("leakReturned", to -> to.leakReturned(sessionId));
        }
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        if (heard.contains("leakReclaimed")) {
            post("leakReclaimed", to -> to.leakReclaimed(report));
        }
    }

    @Override
    public void statementsForgotten(long sessionId, int statements, int resultSets) {
        if (heard.contains("statementsForgotten")) {
            post("statementsForgotten", to -> to.statementsForgotten(sessionId, statements, resultSets));
        }
    }

    @Override
    public void statementPrepared(boolean fromCache) {
        if (heard.contains("statementPrepared")) {
            post("statementPrepared", to -> to.statementPrepared(fromCache));
        }
    }

    @Override
    public void groupCommitted(int statements) {
        if (heard.contains("groupCommitted")) {
            post("groupCommitted", to -> to.groupCommitted(statements));
        }
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        if (heard.contains("checkpointed")) {
            post("checkpointed", to -> to.checkpointed(report));
        }
    }

    @Override
    public void batchWriterOpened(long writerId) {
        if (heard.contains("batchWriterOpened")) {
            post("batchWriterOpened", to -> to.batchWriterOpened(writerId));
        }
    }

    @Override
    public void batchWritten(BatchReport report) {
        if (heard.contains("batchWritten")) {
            post("batchWritten", to -> to.batchWritten(report));
        }
    }

    @Override
    public void maintained(MaintenanceReport report) {
        if (heard.contains("maintained")) {
            post("maintained", to -> to.maintained(report));
        }
    }

    @Override
    public void selfCheckFailed(SelfCheckReport report) {
        if (heard.contains("selfCheckFailed")) {
            post("selfCheckFailed", to -> to.selfCheckFailed(report));
        }
    }
}
