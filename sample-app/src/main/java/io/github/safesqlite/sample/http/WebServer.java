// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the JDK with a router in front. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int MOST_REQUESTS = 500;
    private static final int STOP_SECONDS = 30;
    private static final long HEARTBEAT_MILLIS = 5_000;

    private final HttpServer server;
    private final Router router;
    private final SameSite sameSite;
    private final ExecutorService threads;
    private final OpenStreams streams;
    private final Semaphore room = new Semaphore(MOST_REQUESTS);
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private volatile boolean stopping;

    /** Binds to the address; answers nothing before {@link #start()}. */
    public WebServer(InetSocketAddress address, Router router) throws IOException {
        this(address, router, HEARTBEAT_MILLIS);
    }

    WebServer(InetSocketAddress address, Router router, long heartbeatMillis) throws IOException {
        // The JDK reads these once. Without the first, answers on kept connections take 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
        this.router = router;
        this.server = HttpServer.create(address, 1_000);
        this.streams = new OpenStreams(heartbeatMillis);
        this.sameSite = new SameSite(server.getAddress());
        AtomicInteger numbers = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> new Thread(task, "http-" + numbers.incrementAndGet()));
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
        try (exchange) {
            if (!room.tryAcquire()) {
                Problem full = Problem.unavailable("Too many requests at once.", 1);
                send(exchange, counted(stopping ? stopped() : ProblemResponse.of(full)));
                return;
            }
            Response response;
            try {
                response = counted(stopping ? stopped() : answer(exchange));
                if (!(response.content() instanceof Response.Events)) {
                    send(exchange, response);
                    // Before the room is given back: the JDK holds the end of an answer back until now,
                    // and a stop closes the connections as soon as nobody is in the room.
                    exchange.close();
                    return;
                }
            } finally {
                room.release();
            }
            send(exchange, response);
        } catch (IOException gone) {
            LOG.debug("a client left before its answer", gone);
        } catch (Exception failure) {
            LOG.warn("an answer ended early", failure);
        }
    }

    private Response counted(Response response) {
        requests.increment();
        if (response.status() >= 500) {
            errors.increment();
        }
        return response;
    }

    private static Response stopped() {
        return ProblemResponse.of(Problem.unavailable("The service stops.", 1));
    }

    private Response answer(HttpExchange exchange) {
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

    private void send(HttpExchange exchange, Response wanted) throws Exception {
        boolean refused = wanted.content() instanceof Response.Events && !streams.hasRoom();
        Response response = refused ? ProblemResponse.of(Problem.unavailable("Too many streams.", 5)) : wanted;
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        SecurityHeaders.addTo(exchange.getResponseHeaders());
        response.headers().forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(response.status(), -1);
        } else if (response.content() instanceof Response.Bytes content) {
            int length = content.bytes().length;
            exchange.sendResponseHeaders(response.status(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(content.bytes());
        } else if (response.content() instanceof Response.Contents content) {
            exchange.sendResponseHeaders(response.status(), Files.size(content.file()));
            Files.copy(content.file(), exchange.getResponseBody());
        } else if (response.content() instanceof Response.Events events) {
            exchange.sendResponseHeaders(response.status(), 0);
            OutputStream out = exchange.getResponseBody();
            streams.run(events.source(), out);
        }
    }

    /** Stops: refuses new requests, ends the streams, and waits for the requests that run. */
    @Override
    public synchronized void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        streams.close();
        // The JDK's own wait always takes as long as it may. This one ends when the last answer is sent.
        try {
            if (!room.tryAcquire(MOST_REQUESTS, STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("requests still run after {} s", STOP_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdown();
    }
}
