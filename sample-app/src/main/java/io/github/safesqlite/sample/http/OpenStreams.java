// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import com.sun.net.httpserver.HttpExchange;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event streams of the clients that are connected now. Each has a thread of its own. */
final class OpenStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);
    private static final int MOST_STREAMS = 50;
    private static final int STOP_SECONDS = 2;

    private final Semaphore room = new Semaphore(MOST_STREAMS);
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(named("http-stream"));
    private final ScheduledExecutorService heartbeats =
            Executors.newSingleThreadScheduledExecutor(named("http-heartbeats"));
    private volatile boolean closed;

    OpenStreams(long heartbeatMillis) {
        heartbeats.scheduleWithFixedDelay(
                () -> streams.forEach(EventStream::heartbeat), heartbeatMillis, heartbeatMillis, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Sends the events of the source to the client until the stream ends; the exchange has the headers of the response.
     * False where there is no room for one more stream.
     */
    boolean open(EventSource source, HttpExchange exchange) {
        if (!room.tryAcquire()) {
            return false;
        }
        threads.execute(() -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                run(source, new EventStream(exchange.getResponseBody(), Thread.currentThread()));
            } catch (Exception gone) {
                LOG.debug("an event stream ended early", gone);
            } finally {
                room.release();
            }
        });
        return true;
    }

    private void run(EventSource source, EventStream stream) throws Exception {
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

    /** Ends the streams, and waits a moment until their clients have been told. */
    @Override
    public void close() {
        closed = true;
        heartbeats.shutdownNow();
        streams.forEach(EventStream::end);
        try {
            if (!room.tryAcquire(MOST_STREAMS, STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("event streams are still open after {} s", STOP_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }
}
