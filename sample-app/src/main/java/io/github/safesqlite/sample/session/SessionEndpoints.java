// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.session;

import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.util.Map;

/** Sessions over HTTP. */
public final class SessionEndpoints implements Endpoints {
    private static final int LONGEST_USER = 200;

    private final SessionStore store;

    /** Endpoints of this store. */
    public SessionEndpoints(SessionStore store) {
        this.store = store;
    }

    private record NewSession(String user) {}

    @Override
    public void addTo(Router router) {
        router.add("POST", "/sessions", this::create);
        router.add("GET", "/sessions/{id}", this::get);
        router.add("POST", "/sessions/{id}/touch", request -> found(store.touch(request.parameter("id"))));
        router.add("DELETE", "/sessions/{id}", request -> found(store.expire(request.parameter("id"))));
        router.addProtected(
                "POST", "/admin/purge-sessions", request -> Response.json(200, Map.of("purged", store.purge())));
    }

    private Response create(Request request) throws Exception {
        String user = request.json(NewSession.class).user();
        if (user == null || user.isBlank() || user.length() > LONGEST_USER) {
            throw Problem.badRequest("user", "Must have 1 to " + LONGEST_USER + " characters.");
        }
        Session session = store.create(user);
        return Response.json(201, session).header("Location", "/sessions/" + session.id());
    }

    private Response get(Request request) throws Exception {
        return Response.json(200, store.find(request.parameter("id")).orElseThrow(SessionEndpoints::missing));
    }

    private static Response found(boolean found) {
        if (!found) {
            throw missing();
        }
        return Response.noContent();
    }

    private static Problem missing() {
        return Problem.notFound("There is no such session, or it has expired.");
    }
}
