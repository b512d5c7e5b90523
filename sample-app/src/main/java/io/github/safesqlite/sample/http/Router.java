// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Finds who answers a request: the first route that matches. Routes are added before the service starts. */
public final class Router {
    private final BearerToken token;
    private final List<Route> routes = new ArrayList<>();
    private Consumer<Request> check = request -> {};

    /** A router whose protected routes ask for this token. */
    public Router(BearerToken token) {
        this.token = token;
    }

    /** Looks at each request before it is answered; what this throws becomes a problem response. */
    public void before(Consumer<Request> check) {
        this.check = check;
    }

    /** Adds a route; parameters of the template are in braces. */
    public void add(String method, String template, Handler handler) {
        routes.add(new Route(method, template, handler));
    }

    /** Adds a route that asks for the bearer token. */
    public void addProtected(String method, String template, Handler handler) {
        add(method, template, request -> {
            token.check(request);
            return handler.handle(request);
        });
    }

    /** Answers the request; what goes wrong becomes a problem response. */
    Response answer(Request request) {
        try {
            check.accept(request);
            return find(request);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ProblemResponse.of(Problem.unavailable("The service stops.", 1));
        } catch (Exception failure) {
            return ProblemResponse.of(failure);
        }
    }

    private Response find(Request request) throws Exception {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        String[] path = request.path().split("/", -1);
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = route.match(path);
            if (parameters.isPresent() && route.method().equals(method)) {
                return route.handler().handle(request.with(parameters.get()));
            }
            parameters.ifPresent(matched -> allowed.add(route.method()));
        }
        if (allowed.isEmpty()) {
            throw Problem.notFound("There is nothing at this path.");
        }
        return ProblemResponse.of(new Problem(405, "Method not allowed", "This path knows " + allowed + "."))
                .header("Allow", String.join(", ", allowed));
    }
}
