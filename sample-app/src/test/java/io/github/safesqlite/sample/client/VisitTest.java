// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisitTest {
    private int sessions;

    /** Answers as the service would; each new session has the next number. */
    private HttpAnswer answer(HttpCall call) {
        return switch (call.toString()) {
            case "POST /sessions" -> new HttpAnswer(201, Map.of("location", "/sessions/s" + ++sessions), new byte[0]);
            case "POST /providers/next" ->
                new HttpAnswer(200, Map.of(), "{\"name\":\"far east\"}".getBytes(StandardCharsets.UTF_8));
            default -> new HttpAnswer(204, Map.of(), new byte[0]);
        };
    }

    private List<String> calls(Visit visit, int count) throws RequestFailedException {
        List<String> calls = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            HttpCall call = visit.next();
            calls.add(call.toString());
            visit.answered(answer(call));
        }
        return calls;
    }

    @Test
    void aUserThatOnlyReadsCreatesItsSessionFirst() throws Exception {
        assertEquals(
                List.of("POST /sessions", "GET /sessions/s1", "GET /sessions/s1"), calls(Mix.GET_ONLY.visitOf(3), 3));
    }

    @Test
    void ofTenMixedRequestsOneCreatesThreeTouchAndSixRead() throws Exception {
        List<String> calls = calls(Mix.MIXED.visitOf(4), 11).subList(1, 11);

        assertEquals(1, calls.stream().filter("POST /sessions"::equals).count());
        assertEquals(3, calls.stream().filter(call -> call.endsWith("/touch")).count());
        assertEquals(6, calls.stream().filter(call -> call.startsWith("GET")).count());
    }

    @Test
    void usersBeginAtDifferentSteps() throws Exception {
        assertEquals("POST /sessions", calls(Mix.MIXED.visitOf(0), 2).get(1));
        assertEquals("POST /sessions/s3/touch", calls(Mix.MIXED.visitOf(3), 2).get(1));
    }

    @Test
    void anExpiredSessionIsReplaced() throws Exception {
        for (Mix mix : Mix.values()) {
            Visit visit = mix.visitOf(0);
            calls(visit, 2);

            visit.startAnew();

            assertEquals("POST /sessions", visit.next().toString(), mix.id());
        }
    }

    @Test
    void aUserOfTheWholeServiceAsksThreeQuestionsInEachSession() throws Exception {
        Visit visit = Mix.SERVICE.visitOf(0);

        List<String> first = calls(visit, 16);

        assertEquals(
                List.of(
                        "POST /sessions",
                        "GET /sessions/s1",
                        "POST /providers/next",
                        "POST /providers/far%20east/results",
                        "POST /messages"),
                first.subList(0, 5));
        assertEquals(first.subList(1, 5), first.subList(9, 13));
        assertEquals(
                List.of("POST /sessions/s1/touch", "GET /messages?limit=10&session=s1", "DELETE /sessions/s1"),
                first.subList(13, 16));
        assertEquals(List.of("POST /sessions", "GET /sessions/s2"), calls(visit, 2));
    }

    @Test
    void onlyCallsThatDoNoHarmTwiceAreRepeated() throws Exception {
        Visit visit = Mix.SERVICE.visitOf(0);
        List<String> repeatable = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            HttpCall call = visit.next();
            if (call.repeatable()) {
                repeatable.add(call.toString());
            }
            visit.answered(answer(call));
        }

        assertEquals(
                List.of(
                        "GET /sessions/s1",
                        "GET /sessions/s1",
                        "GET /sessions/s1",
                        "POST /sessions/s1/touch",
                        "GET /messages?limit=10&session=s1",
                        "DELETE /sessions/s1"),
                repeatable);
    }

    @Test
    void anAnswerWithoutTheNewSessionIsAFailure() {
        Visit visit = Mix.CREATE_ONLY.visitOf(0);
        visit.next();

        RequestFailedException failure = assertThrows(
                RequestFailedException.class, () -> visit.answered(new HttpAnswer(200, Map.of(), new byte[0])));

        assertEquals("BAD_ANSWER", failure.kind());
    }
}
