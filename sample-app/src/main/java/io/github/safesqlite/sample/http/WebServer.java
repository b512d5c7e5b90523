// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the JDK with a router in front. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int MOST_REQUESTS = 500;
    private static final int THREADS = 16;
    private static final int STOP_SECONDS = 30;
    private static final int LONGEST_FAREWELL_SECONDS = 2;
    private static final long HEARTBEAT_MILLIS = 5_000;
    private static final long QUIET_MILLIS = 200;

    /** What the JDK's server reads once, when its first instance is created. */
    private static final Map<String, Integer> PROPERTIES = Map.of(
            // Seconds that a client may take to send a request.
            "sun.net.httpserver.maxReqTime", 30,
            // Kept connections. The JDK closes those beyond without a word, so that the next request on one is lost.
            "sun.net.httpserver.maxIdleConnections", 2_000,
            // Seconds that an idle connection is kept: longer than clients and proxies keep theirs, for the same
            // reason.
            "sun.net.httpserver.idleInterval", 300,
            // A client whose request is refused gets to read why only if its body has been read.
            "sun.net.httpserver.drainAmount", 2 * Request.LONGEST_BODY);

    private final HttpServer server;
    private final Router router;
    private final SameSite sameSite;
    private final RequestThreads threads = new RequestThreads(THREADS, MOST_REQUESTS + THREADS);
    private final OpenStreams streams;
    private final long quietNanos;
    private final Semaphore room = new Semaphore(MOST_REQUESTS);
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private volatile long lastActivity = System.nanoTime();
    private volatile boolean stopping;

    /** Binds to the address; answers nothing before {@link #start()}. */
    public WebServer(InetSocketAddress address, Router router) throws IOException {
        this(address, router, HEARTBEAT_MILLIS, QUIET_MILLIS);
    }

    WebServer(InetSocketAddress address, Router router, long heartbeatMillis, long quietMillis) throws IOException {
        // Without it, answers on kept connections take 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        PROPERTIES.forEach((name, value) -> System.setProperty(name, Integer.toString(value)));
        this.router = router;
        this.server = HttpServer.create(address, 1_000);
        this.streams = new OpenStreams(heartbeatMillis);
        this.sameSite = new SameSite(server.getAddress());
        this.quietNanos = TimeUnit.MILLISECONDS.toNanos(quietMillis);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
    }

    /** Starts to answer. */
    public void start() {
        server.start();
    }

    /** Where the server listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** How many requests were answered so far. */
    public long requests() {
        return requests.sum();
    }

    /** How many of them were errors of the service (5xx). */
    public long errors() {
        return errors.sum();
    }

    private void serve(HttpExchange exchange) {
        lastActivity = System.nanoTime();
        boolean hasRoom = threads.load() <= MOST_REQUESTS && room.tryAcquire();
        try {
            send(exchange, answer(exchange, hasRoom));
        } catch (IOException gone) {
            LOG.debug("a client left before its answer", gone);
            exchange.close();
        } catch (RuntimeException | Error failure) {
            LOG.warn("an answer ended early", failure);
            exchange.close();
        } finally {
            lastActivity = System.nanoTime();
            if (hasRoom) {
                room.release();
            }
        }
    }

    private Response answer(HttpExchange exchange, boolean hasRoom) {
        if (stopping) {
            return ProblemResponse.of(Problem.unavailable("The service stops.", 1));
        }
        if (!hasRoom) {
            return ProblemResponse.of(Problem.unavailable("Too many requests at once.", 1));
        }
        try {
            Request request = new Request(
                    exchange.getRemoteAddress().getAddress(),
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    QueryText.parameters(exchange.getRequestURI().getRawQuery()),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody());
            sameSite.check(request);
            return router.answer(request);
        } catch (Problem problem) {
            return ProblemResponse.of(problem);
        }
    }

    /** Sends the response and ends the exchange; one with events ends later. */
    private void send(HttpExchange exchange, Response response) throws IOException {
        setHeaders(exchange.getResponseHeaders(), response);
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        if (response.content() instanceof Response.Events events && !headOnly) {
            if (streams.open(events.source(), exchange)) {
                count(response);
            } else {
                send(exchange, ProblemResponse.of(Problem.unavailable("Too many streams.", 5)));
            }
            return;
        }
        count(response);
        if (headOnly) {
            exchange.sendResponseHeaders(response.status(), -1);
        } else if (response.content() instanceof Response.Bytes content) {
            int length = content.bytes().length;
            exchange.sendResponseHeaders(response.status(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(content.bytes());
        } else if (response.content() instanceof Response.Contents content) {
            exchange.sendResponseHeaders(response.status(), Files.size(content.file()));
            Files.copy(content.file(), exchange.getResponseBody());
        }
        // The JDK holds the end of an answer back until now. Only then may the room be given back.
        exchange.close();
    }

    private void setHeaders(Headers headers, Response response) {
        headers.set("Cache-Control", "no-store");
        SecurityHeaders.addTo(headers);
        response.headers().forEach(headers::set);
        if (stopping) {
            headers.set("Connection", "close");
        }
    }

    private void count(Response response) {
        requests.increment();
        if (response.status() >= 500) {
            errors.increment();
        }
    }

    /**
     * Stops: refuses new requests, ends the streams, waits for the requests that run, and tells clients that keep their
     * connection to close it.
     */
    @Override
    public synchronized void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        streams.close();
        boolean quiet = false;
        try {
            if (!room.tryAcquire(MOST_REQUESTS, STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("requests still run after {} s", STOP_SECONDS);
            }
            quiet = awaitQuiet();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        // The JDK waits until no exchange runs, but takes the whole time where none does.
        server.stop(quiet ? 0 : 1);
        threads.close();
    }

    /** Waits until nothing has happened for a moment; false if requests still arrive after a few seconds. */
    private boolean awaitQuiet() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_FAREWELL_SECONDS);
        long rest = quietNanos - (System.nanoTime() - lastActivity);
        while ((rest > 0 || threads.load() > 0) && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.sleep(Math.max(rest, TimeUnit.MILLISECONDS.toNanos(1)));
            rest = quietNanos - (System.nanoTime() - lastActivity);
        }
        return rest <= 0;
    }
}
