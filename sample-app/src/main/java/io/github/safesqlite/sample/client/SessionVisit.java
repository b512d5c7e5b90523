// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.util.List;
import java.util.Optional;

/** A user of sessions: the same few steps again and again, with the session that was created last. */
final class SessionVisit implements Visit {
    private final List<Step> steps;
    private int position;
    private Step last = Step.CREATE;
    private Optional<String> session = Optional.empty();

    /** What a user does with its session. */
    enum Step {
        CREATE,
        TOUCH,
        GET
    }

    /** A user of these steps; different users begin at different ones. The first request creates a session. */
    SessionVisit(List<Step> steps, int user) {
        this.steps = steps;
        this.position = user % steps.size();
    }

    @Override
    public HttpCall next() {
        if (session.isEmpty()) {
            last = Step.CREATE;
            return SessionCalls.create();
        }
        last = steps.get(position);
        position = (position + 1) % steps.size();
        return switch (last) {
            case CREATE -> SessionCalls.create();
            case TOUCH -> SessionCalls.touch(session.get());
            case GET -> SessionCalls.get(session.get());
        };
    }

    @Override
    public void answered(HttpAnswer answer) throws RequestFailedException {
        if (last == Step.CREATE) {
            session = Optional.of(SessionCalls.idIn(answer));
        }
    }

    @Override
    public void startAnew() {
        session = Optional.empty();
    }
}
