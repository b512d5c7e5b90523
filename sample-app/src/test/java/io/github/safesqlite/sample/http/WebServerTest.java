// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class WebServerTest {
    private static final int SLOW_REQUESTS = 50;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Router router = new Router(BearerToken.of(Optional.of("a-token-of-the-test")));
    private final CountDownLatch inside = new CountDownLatch(SLOW_REQUESTS);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch streamEnded = new CountDownLatch(1);
    private WebServer server;

    private record Item(String name, int count) {}

    @BeforeEach
    void start() throws IOException {
        router.add("GET", "/items/{id}", request -> Response.json(200, Map.of("id", request.parameter("id"))));
        router.add("GET", "/page", request -> Response.text(200, "" + request.queryInt("limit", 20, 1, 100)));
        router.add("POST", "/items", request -> Response.json(201, request.json(Item.class)));
        router.addProtected("GET", "/admin", request -> Response.text(200, "secret"));
        router.add("GET", "/broken", request -> {
            throw new SQLException("SELECT secret FROM t");
        });
        router.add("GET", "/busy", request -> {
            throw new SQLTimeoutException("SELECT secret FROM t");
        });
        router.add("GET", "/slow", request -> {
            inside.countDown();
            goOn.await();
            return Response.text(200, "stored");
        });
        router.add(
                "GET",
                "/events",
                request -> Response.events(out -> {
                    try {
                        out.send("sample", "{\"n\":1}");
                        new CountDownLatch(1).await();
                    } finally {
                        streamEnded.countDown();
                    }
                }));
        server = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), router, 50, 10);
        server.start();
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        server.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + server.address().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aParameterOfThePathIsDecoded() throws Exception {
        HttpResponse<String> response = send(to("/items/a%2Fb+c"));

        assertEquals(200, response.statusCode());
        assertEquals("{\"id\":\"a/b+c\"}", response.body());
    }

    @Test
    void everyResponseHasSecurityHeaders() throws Exception {
        HttpResponse<String> response = send(to("/nowhere"));

        assertEquals(404, response.statusCode());
        assertTrue(response.headers()
                .firstValue("Content-Security-Policy")
                .orElse("")
                .startsWith("default-src 'none'"));
        assertEquals(
                "nosniff",
                response.headers().firstValue("X-Content-Type-Options").orElse(""));
    }

    @Test
    void anotherMethodIsToldWhichOnesThePathKnows() throws Exception {
        HttpResponse<String> response = send(to("/items").DELETE());

        assertEquals(405, response.statusCode());
        assertEquals("POST", response.headers().firstValue("Allow").orElse(""));
    }

    @ParameterizedTest
    @CsvSource({"0", "101", "many", "''"})
    void aNumberOutOfRangeIsAProblemThatNamesTheField(String limit) throws Exception {
        HttpResponse<String> response = send(to("/page?limit=" + limit));

        assertEquals(400, response.statusCode());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElse(""));
        assertTrue(response.body().contains("\"field\":\"limit\""), response.body());
        assertTrue(response.body().contains("from 1 to 100"), response.body());
    }

    @Test
    void aNumberInRangeCountsAndItsDefaultToo() throws Exception {
        assertEquals("100", send(to("/page?limit=100")).body());
        assertEquals("20", send(to("/page")).body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"name":"a","count":"x"}  | 400 | "field":"count"
                    {"name":"a","count":1,"colour":1} | 400 | "field":"colour"
                    {"name":"a","count":null} | 400 | "field":"count"
                    {"name":                  | 400 | "field":"body"
                    null                      | 400 | "field":"body"
                    {"name":"a","count":2}    | 201 | {"name":"a","count":2}
                    """)
    void aBodyIsReadAsJson(String body, int status, String part) throws Exception {
        HttpResponse<String> response =
                send(to("/items").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));

        assertEquals(status, response.statusCode(), response.body());
        assertTrue(response.body().contains(part), response.body());
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        assertEquals(415, send(to("/items").POST(BodyPublishers.ofString("{}"))).statusCode());
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        byte[] body = new byte[Request.LONGEST_BODY + 1];

        HttpResponse<String> response =
                send(to("/items").header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body)));

        assertEquals(413, response.statusCode());
    }

    @ParameterizedTest
    @CsvSource({"Bearer a-token-of-the-test, 200", "Bearer another, 401", "Basic a-token-of-the-test, 401", "'', 401"})
    void aProtectedRouteAsksForTheToken(String authorization, int status) throws Exception {
        assertEquals(
                status,
                send(to("/admin").header("Authorization", authorization)).statusCode());
    }

    @Test
    void aProtectedRouteIsClosedWithoutAnAuthorization() throws Exception {
        assertEquals(401, send(to("/admin")).statusCode());
    }

    @Test
    void aFailureShowsNoSqlAndCountsAsAnError() throws Exception {
        HttpResponse<String> response = send(to("/broken"));

        assertEquals(500, response.statusCode());
        assertFalse(response.body().contains("SELECT"), response.body());
        assertEquals(1, server.errors());
        assertEquals(1, server.requests());
    }

    @Test
    void aBusyDatabaseAsksToTryAgain() throws Exception {
        HttpResponse<String> response = send(to("/busy"));

        assertEquals(503, response.statusCode());
        assertEquals("1", response.headers().firstValue("Retry-After").orElse(""));
        assertFalse(response.body().contains("SELECT"), response.body());
    }

    @Test
    void anotherSiteIsRefused() throws Exception {
        assertEquals(
                403, send(to("/page").header("Origin", "http://evil.example")).statusCode());
    }

    @Test
    void anotherHostNameIsRefusedOnLoopback() throws Exception {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /page HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            assertEquals("HTTP/1.1 403 Forbidden", answer.readLine());
        }
    }

    @Test
    void eventsArriveWhileTheStreamIsOpenAndEndWhenTheServerStops() throws Exception {
        HttpResponse<InputStream> response = client.send(to("/events").build(), BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));

        // A heartbeat may come first.
        assertTrue(lines.lines().anyMatch("event: sample"::equals));
        assertEquals("data: {\"n\":1}", lines.readLine());
        server.close();
        assertTrue(streamEnded.await(60, TimeUnit.SECONDS));
    }

    @Test
    void aStreamEndsSoonAfterItsClientIsGone() throws Exception {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            assertTrue(lines.lines().anyMatch("data: {\"n\":1}"::equals));
        }

        // A heartbeat finds out.
        assertTrue(streamEnded.await(60, TimeUnit.SECONDS));
    }

    @Test
    void requestsThatRunAreAnsweredWhenTheServerStops() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> client.sendAsync(to("/slow").build(), BodyHandlers.ofString()))
                .limit(SLOW_REQUESTS)
                .toList();
        assertTrue(inside.await(60, TimeUnit.SECONDS));

        CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
        await().until(() -> send(to("/page")).statusCode() == 503);
        goOn.countDown();

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals("stored", answer.get(60, TimeUnit.SECONDS).body());
        }
        stop.get(60, TimeUnit.SECONDS);
    }
}
