// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code POST /messages} and {@code GET /messages}. */
public final class MessageEndpoints implements Endpoints {
    private static final int MOST_MESSAGES = 100;
    private static final int LONGEST_PAGE = 500;
    private static final int WAIT_MILLIS = 2_000;

    private final MessageLog log;
    private final SessionTouch sessions;

    /** Endpoints of a log, whose messages touch their sessions. */
    public MessageEndpoints(MessageLog log, SessionTouch sessions) {
        this.log = log;
        this.sessions = sessions;
    }

    /** The body of a POST. */
    record Post(List<NewMessage> messages) {
        Post {
            if (messages == null || messages.isEmpty() || messages.size() > MOST_MESSAGES || messages.contains(null)) {
                throw Problem.badRequest("messages", "Must be 1 to " + MOST_MESSAGES + " messages.");
            }
        }
    }

    /** The outcome of each message, in the order of the request. */
    record Outcomes(List<Outcome> outcomes) {}

    /** One page; {@code nextBefore} is the parameter {@code before} of the next, or null after the last. */
    record Page(List<Message> messages, Long nextBefore) {}

    @Override
    public void addTo(Router router) {
        router.add("POST", "/messages", this::add);
        router.add("GET", "/messages", this::find);
    }

    /** Answers when all are committed, or after {@code waitMillis}. */
    private Response add(Request request) throws Exception {
        int waitMillis = request.queryInt("waitMillis", WAIT_MILLIS, 0, 10_000);
        List<NewMessage> messages = request.json(Post.class).messages();
        List<CompletableFuture<Outcome>> pending = log.add(messages);
        for (String session : messages.stream().map(NewMessage::session).collect(Collectors.toSet())) {
            sessions.touch(session);
        }
        Outcome queued = Outcome.of(Outcome.State.QUEUED);
        List<CompletableFuture<Outcome>> bounded = pending.stream()
                .map(future -> future.copy().completeOnTimeout(queued, waitMillis, TimeUnit.MILLISECONDS))
                .toList();
        List<Outcome> outcomes = bounded.stream().map(CompletableFuture::join).toList();
        boolean accepted =
                outcomes.stream().allMatch(outcome -> outcome.durable() || outcome.state() == Outcome.State.QUEUED);
        Response response = Response.json(accepted ? 202 : 503, new Outcomes(outcomes));
        return accepted ? response : response.header("Retry-After", "1");
    }

    private Response find(Request request) throws Exception {
        MessageFilter filter = new MessageFilter(
                request.query("session"),
                request.query("role"),
                request.queryLong("since", 0, 0, Long.MAX_VALUE),
                request.queryLong("before", Long.MAX_VALUE, 1, Long.MAX_VALUE),
                request.queryInt("limit", 50, 1, LONGEST_PAGE));
        List<Message> messages = log.find(filter);
        boolean full = messages.size() == filter.limit();
        return Response.json(
                200, new Page(messages, full ? messages.get(messages.size() - 1).id() : null));
    }
}
