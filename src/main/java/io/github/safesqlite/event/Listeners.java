// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each event on to several listeners. A listener that throws does not disturb the work nor the other listeners: its
 * failures are counted and the first one is logged. Events allocate nothing. Safe for use by multiple threads.
 */
public final class Listeners implements SqliteListener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final LongAdder failures = new LongAdder();
    // Copied on change, so that an event reads one field and walks an array.
    private volatile Member[] members;
    private volatile boolean traceStatements;

    private Listeners(Member[] members) {
        this.members = members;
        this.traceStatements = anyTraces(members);
    }

    private static boolean anyTraces(Member[] members) {
        return Arrays.stream(members).anyMatch(member -> member.listener instanceof StatementTracer);
    }

    /** Passes events on to {@code listeners}, in this order. */
    public static Listeners of(List<? extends SqliteListener> listeners) {
        return new Listeners(listeners.stream().map(Member::new).toArray(Member[]::new));
    }

    /** Passes events on to {@code listeners}, in this order. */
    public static Listeners of(SqliteListener... listeners) {
        return of(List.of(listeners));
    }

    /** Adds a listener at the end; it hears events that begin from now on. */
    public synchronized void add(SqliteListener listener) {
        Member[] longer = Arrays.copyOf(members, members.length + 1);
        longer[members.length] = new Member(listener);
        members = longer;
        traceStatements = anyTraces(longer);
    }

    /** Removes a listener, if it is there; an event that is under way may still reach it. */
    public synchronized void remove(SqliteListener listener) {
        members = Arrays.stream(members)
                .filter(member -> member.listener != listener)
                .toArray(Member[]::new);
        traceStatements = anyTraces(members);
    }

    /** Whether one of them is a {@link StatementTracer}. */
    public boolean traceStatements() {
        return traceStatements;
    }

    /** Whether nobody listens, so that a caller can spare itself the making of an event. */
    public boolean isEmpty() {
        return members.length == 0;
    }

    /** How often a listener threw. */
    public long failures() {
        return failures.sum();
    }

    private void failed(Member member, String event, Throwable failure) {
        failures.increment();
        if (member.logged.compareAndSet(false, true)) {
            LOG.warn("Listener {} failed in {}; its later failures are only counted.", member.name(), event, failure);
        }
    }

    private static final class Member {
        private final SqliteListener listener;
        private final AtomicBoolean logged = new AtomicBoolean();

        Member(SqliteListener listener) {
            this.listener = listener;
        }

        // The class, not toString(): that is the code that just failed.
        String name() {
            return listener.getClass().getName();
        }
    }

    @Override
    public void physicalConnectionOpened(long connectionId, long nanos) {
        for (Member member : members) {
            try {
                member.listener.physicalConnectionOpened(connectionId, nanos);
            } catch (Throwable failure) {
                failed(member, "physicalConnectionOpened", failure);
            }
        }
    }

    @Override
    public void physicalConnectionClosed(long connectionId, String reason) {
        for (Member member : members) {
            try {
                member.listener.physicalConnectionClosed(connectionId, reason);
            } catch (Throwable failure) {
                failed(member, "physicalConnectionClosed", failure);
            }
        }
    }

    @Override
    public void sessionOpened(long sessionId) {
        for (Member member : members) {
            try {
                member.listener.sessionOpened(sessionId);
            } catch (Throwable failure) {
                failed(member, "sessionOpened", failure);
            }
        }
    }

    @Override
    public void sessionClosed(long sessionId, long usageNanos) {
        for (Member member : members) {
            try {
                member.listener.sessionClosed(sessionId, usageNanos);
            } catch (Throwable failure) {
                failed(member, "sessionClosed", failure);
            }
        }
    }

    @Override
    public void sessionBound(long sessionId, long waitNanos) {
        for (Member member : members) {
            try {
                member.listener.sessionBound(sessionId, waitNanos);
            } catch (Throwable failure) {
                failed(member, "sessionBound", failure);
            }
        }
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        for (Member member : members) {
            try {
                member.listener.connectionTimedOut(sessionId, waitNanos);
            } catch (Throwable failure) {
                failed(member, "connectionTimedOut", failure);
            }
        }
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        for (Member member : members) {
            try {
                member.listener.gateEntered(sessionId, waitNanos);
            } catch (Throwable failure) {
                failed(member, "gateEntered", failure);
            }
        }
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        for (Member member : members) {
            try {
                member.listener.gateExited(sessionId, holdNanos);
            } catch (Throwable failure) {
                failed(member, "gateExited", failure);
            }
        }
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        for (Member member : members) {
            try {
                member.listener.gateTimedOut(sessionId, waitNanos);
            } catch (Throwable failure) {
                failed(member, "gateTimedOut", failure);
            }
        }
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        for (Member member : members) {
            try {
                member.listener.gateSlow(holder);
            } catch (Throwable failure) {
                failed(member, "gateSlow", failure);
            }
        }
    }

    @Override
    public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
        for (Member member : members) {
            try {
                member.listener.gateSlowEnded(holder, inflictedNanos);
            } catch (Throwable failure) {
                failed(member, "gateSlowEnded", failure);
            }
        }
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        for (Member member : members) {
            try {
                member.listener.busyRetried(sessionId, attempt);
            } catch (Throwable failure) {
                failed(member, "busyRetried", failure);
            }
        }
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        for (Member member : members) {
            try {
                member.listener.busyExhausted(sessionId, attempts);
            } catch (Throwable failure) {
                failed(member, "busyExhausted", failure);
            }
        }
    }

    @Override
    public void staleSnapshot(long sessionId) {
        for (Member member : members) {
            try {
                member.listener.staleSnapshot(sessionId);
            } catch (Throwable failure) {
                failed(member, "staleSnapshot", failure);
            }
        }
    }

    @Override
    public void leakDetected(LeakReport report) {
        for (Member member : members) {
            try {
                member.listener.leakDetected(report);
            } catch (Throwable failure) {
                failed(member, "leakDetected", failure);
            }
        }
    }

    @Override
    public void leakReturned(long sessionId) {
        for (Member member : members) {
            try {
                member.listener.leakReturned(sessionId);
            } catch (Throwable failure) {
                failed(member, "leakReturned", failure);
            }
        }
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        for (Member member : members) {
            try {
                member.listener.leakReclaimed(report);
            } catch (Throwable failure) {
                failed(member, "leakReclaimed", failure);
            }
        }
    }

    @Override
    public void statementsForgotten(long sessionId, int statements, int resultSets) {
        for (Member member : members) {
            try {
                member.listener.statementsForgotten(sessionId, statements, resultSets);
            } catch (Throwable failure) {
                failed(member, "statementsForgotten", failure);
            }
        }
    }

    @Override
    public void statementPrepared(boolean fromCache) {
        for (Member member : members) {
            try {
                member.listener.statementPrepared(fromCache);
            } catch (Throwable failure) {
                failed(member, "statementPrepared", failure);
            }
        }
    }

    @Override
    public void groupCommitted(int statements) {
        for (Member member : members) {
            try {
                member.listener.groupCommitted(statements);
            } catch (Throwable failure) {
                failed(member, "groupCommitted", failure);
            }
        }
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        for (Member member : members) {
            try {
                member.listener.checkpointed(report);
            } catch (Throwable failure) {
                failed(member, "checkpointed", failure);
            }
        }
    }

    @Override
    public void maintained(MaintenanceReport report) {
        for (Member member : members) {
            try {
                member.listener.maintained(report);
            } catch (Throwable failure) {
                failed(member, "maintained", failure);
            }
        }
    }
}
