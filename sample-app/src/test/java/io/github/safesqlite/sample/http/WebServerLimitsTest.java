// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections, and what happens to them when the server stops. */
@Timeout(60)
class WebServerLimitsTest {
    private static final int MOST_REQUESTS = 500;

    private final List<KeptConnection> connections = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Router router = new Router(BearerToken.of(Optional.empty()));
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        router.add("GET", "/quick", request -> Response.text(200, "quick"));
        router.add("GET", "/slow", request -> {
            inside.incrementAndGet();
            goOn.await();
            return Response.text(200, "slow");
        });
        router.add(
                "GET",
                "/thread",
                request -> Response.events(out -> {
                    out.send("thread", '"' + Thread.currentThread().getName() + '"');
                    new CountDownLatch(1).await();
                }));
        start(10);
    }

    private void start(long quietMillis) throws IOException {
        server = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), router, 1_000, quietMillis);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        goOn.countDown();
        for (KeptConnection connection : connections) {
            connection.close();
        }
        server.close();
    }

    private KeptConnection connect() throws IOException {
        KeptConnection connection = new KeptConnection(server.address().getPort());
        connections.add(connection);
        return connection;
    }

    private static KeptConnection.Answer get(KeptConnection connection, String path) throws IOException {
        return connection.send("GET", path, "");
    }

    @Test
    void theConnectionsOf300UsersAreKept() throws Exception {
        for (int i = 0; i < 300; i++) {
            assertEquals(200, get(connect(), "/quick").status());
        }
        for (KeptConnection connection : connections) {
            assertEquals(200, get(connection, "/quick").status());
        }
    }

    @Test
    void whileManyRequestsAreHeldUpOthersAreAnsweredAndTheOneAboveTheLimitIsRefused() throws Exception {
        KeptConnection other = connect();
        for (int i = 0; i < MOST_REQUESTS - 1; i++) {
            connect().write("GET", "/slow", "");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> inside.get() == MOST_REQUESTS - 1);
        assertEquals(200, get(other, "/quick").status());

        KeptConnection last = connect();
        CompletableFuture<KeptConnection.Answer> answerOfLast =
                CompletableFuture.supplyAsync(() -> getSlowOnceThereIsRoom(last));
        await().until(() -> inside.get() == MOST_REQUESTS);
        KeptConnection.Answer refused = get(other, "/quick");
        assertEquals(503, refused.status());
        assertTrue(refused.body().contains("Too many requests at once."), refused.body());

        goOn.countDown();
        assertEquals(200, answerOfLast.get(60, TimeUnit.SECONDS).status());
        await().until(() -> get(other, "/quick").status() == 200);
    }

    /** The room of the request before may be given back a moment after its answer. */
    private static KeptConnection.Answer getSlowOnceThereIsRoom(KeptConnection connection) {
        try {
            KeptConnection.Answer answer;
            do {
                answer = get(connection, "/slow");
            } while (answer.status() == 503);
            return answer;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void anEventStreamHasAThreadOfItsOwn() throws Exception {
        KeptConnection stream = connect();
        stream.write("GET", "/thread", "");

        assertEquals("text/event-stream", stream.read().headers().get("content-type"));
        assertTrue(stream.line().matches("[0-9a-f]+"));
        assertEquals("event: thread", stream.line());
        assertEquals("data: \"http-stream\"", stream.line());
    }

    @Test
    void aClientBetweenTwoRequestsIsToldToCloseWhenTheServerStops() throws Exception {
        server.close();
        // Long enough for this test to send a request that arrives in time.
        start(2_000);
        KeptConnection first = connect();
        KeptConnection second = connect();
        assertFalse(get(first, "/quick").isLast());
        assertFalse(get(second, "/quick").isLast());

        CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
        await().until(() -> get(first, "/quick").isLast());
        assertTrue(first.isClosedByServer());
        KeptConnection.Answer refused = get(second, "/quick");
        assertEquals(503, refused.status());
        assertTrue(refused.isLast());
        assertTrue(second.isClosedByServer());
        stop.get(60, TimeUnit.SECONDS);
    }

    @Test
    void theAnswerOfARequestThatRunsWhenTheServerStopsIsTheLastOnItsConnection() throws Exception {
        KeptConnection slow = connect();
        slow.write("GET", "/slow", "");
        await().until(() -> inside.get() == 1);
        KeptConnection other = connect();

        CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
        await().until(() -> get(other, "/quick").isLast());
        goOn.countDown();

        KeptConnection.Answer answer = slow.read();
        assertEquals("slow", answer.body());
        assertTrue(answer.isLast());
        stop.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aRequestWithALongBodyReadsWhyItIsRefused() throws Exception {
        KeptConnection connection = connect();

        assertEquals(
                404,
                connection
                        .send("POST", "/nowhere", "x".repeat(Request.LONGEST_BODY))
                        .status());
        assertEquals(200, get(connection, "/quick").status());
    }
}
