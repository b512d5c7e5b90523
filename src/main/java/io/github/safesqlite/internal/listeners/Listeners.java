// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.event.SelfCheckReport;
import io.github.safesqlite.event.SqliteListener;
import java.util.Arrays;
import java.util.List;

/**
 * Passes each event on to several listeners: to an {@link InlineListener} at once, to others on a thread of their own. A
 * listener that throws or blocks disturbs neither the work nor the other listeners: it is counted, and logged the first time.
 * For inline listeners events allocate nothing. Safe for use by multiple threads.
 */
public final class Listeners implements SqliteListener, AutoCloseable {
    private final ListenerProblems problems;
    // Copied on change, so that an event reads one field and walks an array.
    private volatile SqliteListener[] members;
    private volatile boolean traceStatements;
    private volatile boolean hearClosedSessions;

    private Listeners(ListenerProblems problems, SqliteListener[] members) {
        this.problems = problems;
        this.members = members;
        this.traceStatements = anyTraces(members);
        this.hearClosedSessions = !IgnoresSessions.all(members);
    }

    private static boolean anyTraces(SqliteListener[] members) {
        return Arrays.stream(members).anyMatch(StatementTracer.class::isInstance);
    }

    /** Passes events of a pool on to {@code listeners}, in this order. */
    public static Listeners of(String poolName, List<? extends SqliteListener> listeners) {
        var problems = new ListenerProblems(poolName);
        return new Listeners(
                problems,
                listeners.stream()
                        .map(each -> each instanceof InlineListener ? each : new Mailbox(each, problems))
                        .toArray(SqliteListener[]::new));
    }

    /** Passes events on to {@code listeners}, in this order. */
    public static Listeners of(InlineListener... listeners) {
        return of("?", List.of(listeners));
    }

    /** Adds a listener at the end; it hears events that begin from now on. */
    public synchronized void add(InlineListener listener) {
        SqliteListener[] longer = Arrays.copyOf(members, members.length + 1);
        longer[members.length] = listener;
        changeTo(longer);
    }

    /** Removes a listener that was added, if it is there; an event that is under way may still reach it. */
    public synchronized void remove(InlineListener listener) {
        changeTo(Arrays.stream(members).filter(member -> member != listener).toArray(SqliteListener[]::new));
    }

    private void changeTo(SqliteListener[] wanted) {
        members = wanted;
        traceStatements = anyTraces(wanted);
        hearClosedSessions = !IgnoresSessions.all(wanted);
    }

    /** Ends the threads of listeners when they have heard what was sent before; what comes later they do not hear. */
    @Override
    public void close() {
        for (SqliteListener member : members) {
            if (member instanceof Mailbox mailbox) {
                mailbox.close();
            }
        }
    }

    /** Whether one of them is a {@link StatementTracer}. */
    public boolean traceStatements() {
        return traceStatements;
    }

    /** Whether one of them hears of the end of sessions, so that it is worth to ask for the time. */
    public boolean hearClosedSessions() {
        return hearClosedSessions;
    }

    /** How often a listener threw. */
    public long failures() {
        return problems.failures();
    }

    /** How many events did not reach a listener that was too slow for them. */
    public long dropped() {
        return problems.dropped();
    }

    @Override
    public void physicalConnectionOpened(long connectionId, long nanos) {
        for (SqliteListener member : members) {
            try {
                member.physicalConnectionOpened(connectionId, nanos);
            } catch (Throwable failure) {
                problems.failed(member, "physicalConnectionOpened", failure);
            }
        }
    }

    @Override
    public void physicalConnectionClosed(long connectionId, String reason) {
        for (SqliteListener member : members) {
            try {
                member.physicalConnectionClosed(connectionId, reason);
            } catch (Throwable failure) {
                problems.failed(member, "physicalConnectionClosed", failure);
            }
        }
    }

    @Override
    public void sessionOpened(long sessionId) {
        for (SqliteListener member : members) {
            try {
                member.sessionOpened(sessionId);
            } catch (Throwable failure) {
                problems.failed(member, "sessionOpened", failure);
            }
        }
    }

    @Override
    public void sessionClosed(long sessionId, long usageNanos) {
        for (SqliteListener member : members) {
            try {
                member.sessionClosed(sessionId, usageNanos);
            } catch (Throwable failure) {
                problems.failed(member, "sessionClosed", failure);
            }
        }
    }

    @Override
    public void sessionBound(long sessionId, long waitNanos) {
        for (SqliteListener member : members) {
            try {
                member.sessionBound(sessionId, waitNanos);
            } catch (Throwable failure) {
                problems.failed(member, "sessionBound", failure);
            }
        }
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        for (SqliteListener member : members) {
            try {
                member.connectionTimedOut(sessionId, waitNanos);
            } catch (Throwable failure) {
                problems.failed(member, "connectionTimedOut", failure);
            }
        }
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        for (SqliteListener member : members) {
            try {
                member.gateEntered(sessionId, waitNanos);
            } catch (Throwable failure) {
                problems.failed(member, "gateEntered", failure);
            }
        }
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        for (SqliteListener member : members) {
            try {
                member.gateExited(sessionId, holdNanos);
            } catch (Throwable failure) {
                problems.failed(member, "gateExited", failure);
            }
        }
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        for (SqliteListener member : members) {
            try {
                member.gateTimedOut(sessionId, waitNanos);
            } catch (Throwable failure) {
                problems.failed(member, "gateTimedOut", failure);
            }
        }
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        for (SqliteListener member : members) {
            try {
                member.gateSlow(holder);
            } catch (Throwable failure) {
                problems.failed(member, "gateSlow", failure);
            }
        }
    }

    @Override
    public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
        for (SqliteListener member : members) {
            try {
                member.gateSlowEnded(holder, inflictedNanos);
            } catch (Throwable failure) {
                problems.failed(member, "gateSlowEnded", failure);
            }
        }
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        for (SqliteListener member : members) {
            try {
                member.busyRetried(sessionId, attempt);
            } catch (Throwable failure) {
                problems.failed(member, "busyRetried", failure);
            }
        }
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        for (SqliteListener member : members) {
            try {
                member.busyExhausted(sessionId, attempts);
            } catch (Throwable failure) {
                problems.failed(member, "busyExhausted", failure);
            }
        }
    }

    @Override
    public void staleSnapshot(long sessionId) {
        for (SqliteListener member : members) {
            try {
                member.staleSnapshot(sessionId);
            } catch (Throwable failure) {
                problems.failed(member, "staleSnapshot", failure);
            }
        }
    }

    @Override
    public void leakDetected(LeakReport report) {
        for (SqliteListener member : members) {
            try {
                member.leakDetected(report);
            } catch (Throwable failure) {
                problems.failed(member, "leakDetected", failure);
            }
        }
    }

    @Override
    public void leakReturned(long sessionId) {
        for (SqliteListener member : members) {
            try {
                member.leakReturned(sessionId);
            } catch (Throwable failure) {
                problems.failed(member, "leakReturned", failure);
            }
        }
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        for (SqliteListener member : members) {
            try {
                member.leakReclaimed(report);
            } catch (Throwable failure) {
                problems.failed(member, "leakReclaimed", failure);
            }
        }
    }

    @Override
    public void statementsForgotten(long sessionId, int statements, int resultSets) {
        for (SqliteListener member : members) {
            try {
                member.statementsForgotten(sessionId, statements, resultSets);
            } catch (Throwable failure) {
                problems.failed(member, "statementsForgotten", failure);
            }
        }
    }

    @Override
    public void statementPrepared(boolean fromCache) {
        for (SqliteListener member : members) {
            try {
                member.statementPrepared(fromCache);
            } catch (Throwable failure) {
                problems.failed(member, "statementPrepared", failure);
            }
        }
    }

    @Override
    public void groupCommitted(int statements) {
        for (SqliteListener member : members) {
            try {
                member.groupCommitted(statements);
            } catch (Throwable failure) {
                problems.failed(member, "groupCommitted", failure);
            }
        }
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        for (SqliteListener member : members) {
            try {
                member.checkpointed(report);
            } catch (Throwable failure) {
                problems.failed(member, "checkpointed", failure);
            }
        }
    }

    @Override
    public void batchWriterOpened(long writerId) {
        for (SqliteListener member : members) {
            try {
                member.batchWriterOpened(writerId);
            } catch (Throwable failure) {
                problems.failed(member, "batchWriterOpened", failure);
            }
        }
    }

    @Override
    public void batchWritten(BatchReport report) {
        for (SqliteListener member : members) {
            try {
                member.batchWritten(report);
            } catch (Throwable failure) {
                problems.failed(member, "batchWritten", failure);
            }
        }
    }

    @Override
    public void selfCheckFailed(SelfCheckReport report) {
        for (SqliteListener member : members) {
            try {
                member.selfCheckFailed(report);
            } catch (Throwable failure) {
                problems.failed(member, "selfCheckFailed", failure);
            }
        }
    }

    @Override
    public void maintained(MaintenanceReport report) {
        for (SqliteListener member : members) {
            try {
                member.maintained(report);
            } catch (Throwable failure) {
                problems.failed(member, "maintained", failure);
            }
        }
    }
}
