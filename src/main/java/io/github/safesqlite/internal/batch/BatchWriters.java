// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.internal.batch.BatchTransaction.Connections;
import io.github.safesqlite.internal.codes.ClientInfoName;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The batch writers and counters of one DataSource that are open. Safe for use by multiple threads. */
public final class BatchWriters {
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final Connections connections;
    private final Duration closeTimeout;
    private final Listeners listeners;
    private final Ticker ticker;
    private final List<OpenWriter> open = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Those that write through {@code connections}. */
    public BatchWriters(Connections connections, Duration closeTimeout, Listeners listeners, Ticker ticker) {
        this.connections = connections;
        this.closeTimeout = closeTimeout;
        this.listeners = listeners;
        this.ticker = ticker;
    }

    /** A number that no other writer of the JVM has. */
    public static long nextId() {
        return LAST_ID.incrementAndGet();
    }

    /** Opens a batch writer. */
    public BatchWriter open(BatchWriterOptions options) {
        WriterHome home = new WriterHome(closeTimeout, listeners, open::remove);
        Connections suitable = options.background() ? inBackground(connections) : connections;
        QueuedWriter writer = new QueuedWriter(options, ticker, new BatchTransaction(options.name(), suitable), home);
        opened(writer);
        return writer;
    }

    private static Connections inBackground(Connections connections) {
        return () -> {
            Connection connection = connections.open();
            connection.setClientInfo(ClientInfoName.PRIORITY, "background");
            return connection;
        };
    }

    /** Where connections come from. */
    public Connections connections() {
        return connections;
    }

    /** How long a writer may take to close by itself. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** Who hears of batches. */
    public Listeners listeners() {
        return listeners;
    }

    /** What tells the time. */
    public Ticker ticker() {
        return ticker;
    }

    /** Another one is open, until it is {@link #closed}. */
    public void opened(OpenWriter writer) {
        open.add(writer);
        listeners.batchWriterOpened(writer.snapshot().writerId());
        if (closed) {
            writer.close(Deadline.after(ticker, Duration.ZERO));
        }
    }

    /** It is closed. */
    public void closed(OpenWriter writer) {
        open.remove(writer);
    }

    /** The numbers of those that are open, oldest first. */
    public List<BatchWriterSnapshot> snapshots() {
        return open.stream().map(OpenWriter::snapshot).toList();
    }

    /** Closes one without writing what waits; whether it is open. */
    public boolean abandon(long writerId) {
        for (OpenWriter writer : open) {
            if (writer.snapshot().writerId() == writerId) {
                writer.close(Deadline.after(ticker, Duration.ZERO));
                return true;
            }
        }
        return false;
    }

    /** Closes all until then, one after the other. What is not written is told in the log. */
    public void close(Deadline deadline) {
        closed = true;
        open.forEach(writer -> writer.close(deadline));
    }
}
