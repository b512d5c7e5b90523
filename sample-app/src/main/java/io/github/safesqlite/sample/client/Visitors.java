// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.client.http.KeptConnection;
import io.github.safesqlite.sample.request.Acknowledged;
import io.github.safesqlite.sample.request.RequestFailedException;
import io.github.safesqlite.sample.request.Requests;
import java.util.List;
import java.util.stream.IntStream;

/** The users of a service, each with a connection of its own. */
final class Visitors implements Requests {
    private static final int NOT_FOUND = 404;

    private final List<Visitor> visitors;

    private record Visitor(KeptConnection connection, Visit visit) {
        void sendNext() throws RequestFailedException {
            HttpCall call = visit.next();
            HttpAnswer answer = connection.send(call);
            if (answer.status() == NOT_FOUND) {
                visit.startAnew();
            }
            visit.answered(answer.successful(call));
        }
    }

    /** The users of this load, counted from 0. */
    Visitors(LoadSettings settings) {
        visitors = IntStream.range(0, settings.plan().users())
                .mapToObj(user -> new Visitor(
                        new KeptConnection(settings.address(), settings.timeout()),
                        settings.mix().visitOf(user)))
                .toList();
    }

    /** Sends the first request of each user, which creates its session, before anything is measured. */
    void connect() throws RequestFailedException {
        for (Visitor visitor : visitors) {
            visitor.sendNext();
        }
    }

    @Override
    public void serve(long user, Acknowledged acknowledged) throws RequestFailedException {
        visitors.get((int) user).sendNext();
    }

    @Override
    public void close() {
        visitors.forEach(visitor -> visitor.connection().close());
    }
}
