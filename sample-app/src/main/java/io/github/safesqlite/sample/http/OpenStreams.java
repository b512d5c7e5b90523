// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The event streams of the clients that are connected now. */
final class OpenStreams implements AutoCloseable {
    private static final int MOST_STREAMS = 50;

    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "http-heartbeats");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    OpenStreams(long heartbeatMillis) {
        heartbeats.scheduleWithFixedDelay(
                () -> streams.forEach(EventStream::heartbeat), heartbeatMillis, heartbeatMillis, TimeUnit.MILLISECONDS);
    }

    /** Whether one more stream fits. */
    boolean hasRoom() {
        return streams.size() < MOST_STREAMS;
    }

    /** Sends the events of the source in the calling thread until the stream ends. */
    void run(EventSource source, OutputStream out) throws Exception {
        EventStream stream = new EventStream(out, Thread.currentThread());
        streams.add(stream);
        if (closed) {
            stream.end();
        }
        try {
            source.stream(stream);
        } catch (InterruptedException ended) {
            // The client is gone or the service stops.
        } finally {
            streams.remove(stream);
            stream.finish();
        }
    }

    @Override
    public void close() {
        closed = true;
        heartbeats.shutdownNow();
        streams.forEach(EventStream::end);
    }
}
