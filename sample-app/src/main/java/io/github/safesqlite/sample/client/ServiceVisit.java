// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A user of the whole service: a session with three questions, each of which asks a provider, reports how it did and
 * logs question and answer; then the messages are read and the session ends.
 */
final class ServiceVisit implements Visit {
    private static final List<Step> STEPS = List.of(
            Step.CREATE,
            Step.READ,
            Step.CHOOSE,
            Step.REPORT,
            Step.LOG,
            Step.READ,
            Step.CHOOSE,
            Step.REPORT,
            Step.LOG,
            Step.READ,
            Step.CHOOSE,
            Step.REPORT,
            Step.LOG,
            Step.TOUCH,
            Step.LIST,
            Step.EXPIRE);
    private static final HttpCall CHOOSE = HttpCall.post("/providers/next");

    private int position;
    private String session = "";
    private String provider = "";

    private enum Step {
        CREATE,
        READ,
        CHOOSE,
        REPORT,
        LOG,
        TOUCH,
        LIST,
        EXPIRE
    }

    @Override
    public HttpCall next() {
        return switch (STEPS.get(position)) {
            case CREATE -> SessionCalls.create();
            case READ -> SessionCalls.get(session);
            case CHOOSE -> CHOOSE;
            case REPORT ->
                HttpCall.post("/providers/" + provider + "/results")
                        .json("{\"success\":true,\"latencyMillis\":120,\"tokens\":250}");
            case LOG -> HttpCall.post("/messages").json(messages());
            case TOUCH -> SessionCalls.touch(session);
            case LIST -> HttpCall.get("/messages?limit=10&session=" + session);
            case EXPIRE -> SessionCalls.expire(session);
        };
    }

    private String messages() {
        return "{\"messages\":["
                + "{\"session\":\"" + session + "\",\"role\":\"user\",\"content\":\"What is the write-ahead log?\"},"
                + "{\"session\":\"" + session + "\",\"role\":\"assistant\",\"content\":\"Where commits go first.\"}]}";
    }

    /** Goes to the next step; after a failure the same one comes again. */
    @Override
    public void answered(HttpAnswer answer) throws RequestFailedException {
        switch (STEPS.get(position)) {
            case CREATE -> session = SessionCalls.idIn(answer);
            case CHOOSE ->
                provider = URLEncoder.encode(AnswerJson.of(answer).path("name").asText(), StandardCharsets.UTF_8)
                        .replace("+", "%20");
            default -> {
                // Nothing that later steps need.
            }
        }
        position = (position + 1) % STEPS.size();
    }

    @Override
    public void startAnew() {
        position = 0;
    }
}
