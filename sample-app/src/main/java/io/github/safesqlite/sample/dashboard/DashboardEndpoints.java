// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.EventStream;
import io.github.safesqlite.sample.http.Json;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The page at {@code /}, its files, its events, and the mistakes that a visitor may make. */
public final class DashboardEndpoints implements Endpoints {
    private final Sampler sampler;
    private final Demo demo;
    private final Set<Demo.Mistake> mistakes;

    /** The first event of a stream. */
    private record Start(String database, List<String> demos, List<Point> points) {}

    /** What came of a mistake. */
    private record Outcome(String message) {}

    /** Endpoints that offer these mistakes and no others. */
    public DashboardEndpoints(Sampler sampler, Demo demo, Set<Demo.Mistake> mistakes) {
        this.sampler = sampler;
        this.demo = demo;
        this.mistakes = Set.copyOf(mistakes);
    }

    @Override
    public void addTo(Router router) {
        for (PageFile file : PageFile.ALL) {
            Response content = content(file);
            router.add("GET", file.path(), request -> content);
        }
        router.addProtected("GET", "/dashboard/events", request -> Response.events(this::stream));
        router.addProtected("POST", "/dashboard/demo/{mistake}", this::makeMistake);
    }

    private static Response content(PageFile file) {
        try {
            return Response.bytes(200, file.contentType(), file.read());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Sends the history, then each new sample. */
    private void stream(EventStream out) throws Exception {
        Sampler.History history = sampler.history();
        out.send("history", Json.text(new Start(sampler.database(), namesOfMistakes(), history.points())));
        Optional<Sampler.Numbered> next = sampler.after(history.number());
        while (next.isPresent()) {
            out.send("sample", Json.text(next.get().sample()));
            next = sampler.after(next.get().number());
        }
    }

    private Response makeMistake(Request request) throws SQLException {
        String name = request.parameter("mistake");
        for (Demo.Mistake mistake : mistakes) {
            if (nameOf(mistake).equals(name)) {
                return Response.json(202, new Outcome(demo.make(mistake)));
            }
        }
        throw Problem.notFound("The service does not offer this demo. Start it with --demo leak or --demo hog.");
    }

    private List<String> namesOfMistakes() {
        return mistakes.stream().sorted().map(DashboardEndpoints::nameOf).toList();
    }

    private static String nameOf(Demo.Mistake mistake) {
        return mistake.name().toLowerCase(Locale.ROOT);
    }
}
