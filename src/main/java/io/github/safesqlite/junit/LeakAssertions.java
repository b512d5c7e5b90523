// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.management.OpenDataSources;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.SessionSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Assertions that nothing is left open, for any test library. */
public final class LeakAssertions {
    /** How long work that is about to finish may still take. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(1);

    private LeakAssertions() {}

    /** Calls {@link #assertNoLeaks(DataSource, Duration)} with {@link #DEFAULT_GRACE}. */
    public static void assertNoLeaks(DataSource dataSource) {
        assertNoLeaks(dataSource, DEFAULT_GRACE);
    }

    /**
     * Waits until no connection of {@code dataSource} is open, for up to {@code grace}.
     *
     * @param dataSource a {@link ConcurrencySafeSqliteDataSource}, or a wrapper around one that unwraps
     * @throws LeakError if one is still open; its cause is the stack that opened it
     * @throws IllegalArgumentException if {@code dataSource} is not one of this library
     */
    public static void assertNoLeaks(DataSource dataSource, Duration grace) {
        ConcurrencySafeSqliteDataSource safe = unwrapped(dataSource);
        var closed = new Semaphore(0);
        InlineListener listener = new InlineListener() {
            @Override
            public void sessionClosed(long sessionId, long usageNanos) {
                closed.release();
            }
        };
        OpenDataSources.addListener(listener);
        try {
            long deadline = System.nanoTime() + grace.toNanos();
            List<Leak> leaks = leaksOf(safe);
            while (!leaks.isEmpty() && closed.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                leaks = leaksOf(safe);
            }
            if (!leaks.isEmpty()) {
                throw LeakError.of(safe.toString(), leaks);
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for connections to be closed", interrupt);
        } finally {
            OpenDataSources.removeListener(listener);
        }
    }

    private static ConcurrencySafeSqliteDataSource unwrapped(DataSource dataSource) {
        try {
            // Asked first: some, such as that of sqlite-jdbc, unwrap to whatever they are.
            if (dataSource.isWrapperFor(ConcurrencySafeSqliteDataSource.class)) {
                return dataSource.unwrap(ConcurrencySafeSqliteDataSource.class);
            }
        } catch (SQLException other) {
            throw new IllegalArgumentException("not a ConcurrencySafeSqliteDataSource: " + dataSource, other);
        }
        throw new IllegalArgumentException("not a ConcurrencySafeSqliteDataSource: " + dataSource);
    }

    private static List<Leak> leaksOf(ConcurrencySafeSqliteDataSource dataSource) {
        if (dataSource.isClosed()) {
            return List.of();
        }
        DataSourceSnapshot snapshot;
        try {
            snapshot = dataSource.snapshot();
        } catch (SQLException notStarted) {
            return List.of();
        }
        List<Leak> leaks = new ArrayList<>();
        for (SessionSnapshot session : snapshot.sessions()) {
            leaks.add(new Leak(describe(session, snapshot), session.acquiredAt()));
        }
        for (BatchWriterSnapshot writer : snapshot.writers()) {
            leaks.add(new Leak(describe(writer, snapshot), writer.openedAt()));
        }
        return leaks;
    }

    /** A batch writer or counters. */
    static String describe(BatchWriterSnapshot writer, DataSourceSnapshot snapshot) {
        return "the batch writer \"" + writer.name() + "\" of " + snapshot.poolName() + ": " + writer.depth()
                + " writes wait in it; close it";
    }

    /** A connection with all that is open on it. */
    static String describe(SessionSnapshot session, DataSourceSnapshot snapshot) {
        var text = new StringBuilder("a connection of ")
                .append(snapshot.poolName())
                .append(": ");
        text.append(session.describe());
        var holder = snapshot.gate().holder();
        if (holder != null && holder.sessionId() == session.sessionId()) {
            text.append(", holds the write gate");
        }
        switch (session.use().transaction()) {
            case NONE -> {}
            case READING -> text.append(", in a transaction that reads");
            case WRITING -> text.append(", in a transaction that writes");
            case ABORTED -> text.append(", in an aborted transaction");
        }
        if (session.use().openResultSets() > 0) {
            text.append(", open result sets: ").append(session.use().openResultSets());
        }
        if (session.use().openStatements() > 0) {
            text.append(", open statements: ").append(session.use().openStatements());
        }
        return text.toString();
    }
}
