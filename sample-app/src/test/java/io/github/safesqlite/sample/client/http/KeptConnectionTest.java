// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import static io.github.safesqlite.sample.client.http.StubService.answering;
import static io.github.safesqlite.sample.client.http.StubService.then;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.sample.client.http.StubService.End;
import io.github.safesqlite.sample.client.http.StubService.Script;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class KeptConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(200);
    /** Long enough for the answers that come, though not for a test to wait for it often. */
    private static final Duration ENOUGH = Duration.ofSeconds(3);

    private static final HttpCall GET = HttpCall.get("/a");
    private static final HttpCall POST = HttpCall.post("/b").json("{\"n\":1}");
    private static final String ONE = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
    private static final String TWO = "HTTP/1.1 200 OK\r\ncontent-length:3\r\n\r\ntwo";
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    private StubService service;
    private KeptConnection connection;

    private void serve(Duration timeout, Script... scripts) throws IOException {
        service = new StubService(scripts);
        connection = new KeptConnection(service.address(), timeout);
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        service.close();
    }

    private RequestFailedException failureOf(HttpCall call) {
        return assertThrows(RequestFailedException.class, () -> connection.send(call));
    }

    @Test
    void answersComeOverOneConnection() throws Exception {
        serve(LONG, answering(ONE, NO_CONTENT, TWO));

        assertEquals("one", connection.send(GET).text());
        HttpAnswer nothing = connection.send(POST);
        assertEquals(204, nothing.status());
        assertEquals("", nothing.text());
        assertEquals("two", connection.send(GET).text());
        assertEquals(List.of("GET /a ", "POST /b {\"n\":1}", "GET /a "), service.requests());
    }

    @Test
    void chunksArePutTogether() throws Exception {
        serve(
                LONG,
                answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "2\r\non\r\nA;name=value\r\ne and more\r\n0\r\nTrailer: value\r\n\r\n",
                        TWO));

        assertEquals("one and more", connection.send(GET).text());
        assertEquals("two", connection.send(GET).text());
    }

    @Test
    void aLargeBodyIsRead() throws Exception {
        String body = "0123456789".repeat(5_000);
        serve(LONG, answering("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + body, TWO));

        assertEquals(body, connection.send(GET).text());
        assertEquals("two", connection.send(GET).text());
    }

    @Test
    void anAnnouncementIsNotTheAnswer() throws Exception {
        serve(LONG, answering("HTTP/1.1 100 Continue\r\n\r\n" + ONE));

        assertEquals("one", connection.send(GET).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none",
                "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\none"
            })
    void aConnectionThatTheServiceWillCloseIsNotUsedAgain(String last) throws Exception {
        serve(LONG, then(End.SILENCE, last), answering(TWO));

        assertEquals("one", connection.send(POST).text());
        assertEquals("two", connection.send(POST).text());
        assertEquals(2, service.requests().size());
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws Exception {
        serve(LONG, answering("HTTP/1.1 200 OK\r\n\r\none"), answering(TWO));

        assertEquals("one", connection.send(POST).text());
        assertEquals("two", connection.send(POST).text());
    }

    @Test
    void afterAnIdleConnectionWasClosedEveryRequestIsSentOnANewOne() throws Exception {
        serve(LONG, answering(ONE), answering(TWO));

        assertEquals("one", connection.send(POST).text());
        await().until(() -> !connection.isUsable());

        assertEquals("two", connection.send(POST).text());
        assertEquals(2, service.requests().size());
    }

    @Test
    void aRequestThatMeetsTheCloseIsSentAgainWhereThatDoesNoHarm() throws Exception {
        serve(LONG, then(End.CLOSE_ON_REQUEST, ONE), answering(TWO));
        connection.send(POST);

        assertEquals("two", connection.send(POST.canBeRepeated()).text());
        assertEquals(3, service.requests().size());
    }

    @Test
    void aRequestThatMeetsTheCloseFailsWhereTheServiceMayHaveServedIt() throws Exception {
        serve(LONG, then(End.CLOSE_ON_REQUEST, ONE), answering(TWO));
        connection.send(POST);

        assertEquals("CONNECTION_CLOSED", failureOf(POST).kind());
        assertEquals(2, service.requests().size());
        assertEquals("two", connection.send(GET).text());
    }

    @Test
    void aNewConnectionThatIsClosedIsAFailure() throws Exception {
        serve(LONG, then(End.CLOSE_ON_REQUEST), answering(TWO));

        assertEquals("CONNECTION_CLOSED", failureOf(GET).kind());
        assertEquals(1, service.requests().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\none",
                "HTTP/1.1 200 OK\r\nContent-Len",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"
            })
    void halfAnAnswerIsAFailure(String half) throws Exception {
        serve(LONG, answering(ONE, half), answering(TWO));
        connection.send(GET);

        assertEquals("CONNECTION_CLOSED", failureOf(GET).kind());
        assertEquals(2, service.requests().size());
    }

    @Test
    void silenceIsATimeoutAndTheNextRequestHasANewConnection() throws Exception {
        serve(ENOUGH, then(End.SILENCE, ONE), answering(TWO));
        connection.send(GET);

        assertEquals("TIMEOUT", failureOf(GET).kind());
        await().until(() -> service.requests().size() == 2);
        assertEquals("two", connection.send(GET).text());
    }

    @Test
    void halfAnAnswerAndThenSilenceIsATimeout() throws Exception {
        serve(SHORT, then(End.SILENCE, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\none"));

        assertEquals("TIMEOUT", failureOf(GET).kind());
    }

    @Test
    void anAnswerThatNeverEndsIsATimeout() throws Exception {
        serve(SHORT, then(End.TRICKLE));

        assertEquals("TIMEOUT", failureOf(GET).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\none\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\n"
            })
    void whatIsNotHttpIsAFailure(String answer) throws Exception {
        serve(LONG, answering(answer));

        assertEquals("BAD_ANSWER", failureOf(GET).kind());
    }

    @Test
    void nobodyListens() throws Exception {
        serve(LONG);
        service.close();

        RequestFailedException failure = failureOf(GET);

        assertEquals("CONNECTION_REFUSED", failure.kind());
        assertEquals(Duration.ofMillis(100), failure.pause());
    }

    @Test
    void aRefusalSaysHowLongToWait() throws Exception {
        serve(LONG, answering("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3\r\nContent-Length: 4\r\n\r\nbusy"));
        HttpAnswer refusal = connection.send(GET);

        RequestFailedException failure = assertThrows(RequestFailedException.class, () -> refusal.successful(GET));

        assertEquals("HTTP_503", failure.kind());
        assertEquals(Duration.ofSeconds(3), failure.pause());
        assertEquals("GET /a was answered with status 503: busy", failure.getMessage());
    }
}
