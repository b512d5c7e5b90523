// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Choice, results, health and usage of providers, and their import and export. */
public final class ProviderEndpoints implements Endpoints {
    private static final int MOST_PROVIDERS = 1_000;
    private static final int MOST_USAGE = 1_000;
    private static final Duration USAGE_AGE = Duration.ofSeconds(5);

    private final Providers providers;
    private final ProviderRecords records;
    private final Expiring<List<Usage>> usage;

    /** Endpoints of the providers and their records. */
    public ProviderEndpoints(Providers providers, ProviderRecords records, Clock clock) {
        this.providers = providers;
        this.records = records;
        this.usage = new Expiring<>(() -> records.usage(MOST_USAGE), USAGE_AGE, clock);
    }

    /** Providers to import, in the form of the export. */
    record ProviderList(List<Provider> providers) {
        ProviderList {
            if (providers == null || providers.size() > MOST_PROVIDERS || providers.contains(null)) {
                throw Problem.badRequest("providers", "Must be at most " + MOST_PROVIDERS + " providers.");
            }
            if (providers.stream().map(Provider::name).distinct().count() < providers.size()) {
                throw Problem.badRequest("providers", "Must not name a provider twice.");
            }
        }
    }

    /** How a request to a provider ended. */
    record Result(boolean success, long latencyMillis, long tokens) {
        Result {
            if (latencyMillis < 0) {
                throw Problem.badRequest("latencyMillis", "Must not be negative.");
            }
            if (tokens < 0 || tokens > Integer.MAX_VALUE) {
                throw Problem.badRequest("tokens", "Must be from 0 to " + Integer.MAX_VALUE + ".");
            }
        }
    }

    @Override
    public void addTo(Router router) {
        router.add("GET", "/providers", this::all);
        router.add("POST", "/providers/next", this::choose);
        router.add("POST", "/providers/{name}/results", this::addResult);
        router.add("GET", "/providers/{name}/health", this::health);
        router.addProtected("GET", "/admin/providers", this::all);
        router.addProtected("POST", "/admin/providers", this::importProviders);
        router.addProtected("GET", "/admin/usage", request -> Response.json(200, Map.of("usage", usage.get())));
    }

    private Response all(Request request) throws Exception {
        return Response.json(200, Map.of("providers", providers.all()));
    }

    private Response choose(Request request) throws Exception {
        Provider provider = providers
                .next()
                .orElseThrow(() -> Problem.unavailable("No provider is enabled and under the error threshold.", 5));
        records.chosen(provider.name());
        return Response.json(200, provider);
    }

    private Response addResult(Request request) throws Exception {
        String name = request.parameter("name");
        Result result = request.json(Result.class);
        boolean known = result.success()
                ? records.succeeded(name, result.latencyMillis(), result.tokens())
                : records.failed(name, result.latencyMillis());
        if (!known) {
            throw Problem.notFound("There is no such provider.");
        }
        return Response.noContent();
    }

    private Response health(Request request) throws Exception {
        int limit = request.queryInt("limit", 50, 1, 500);
        return Response.json(200, Map.of("health", records.health(request.parameter("name"), limit)));
    }

    private Response importProviders(Request request) throws Exception {
        List<Provider> given = request.json(ProviderList.class).providers();
        return Response.json(200, providers.add(given, replaces(request)));
    }

    private static boolean replaces(Request request) {
        return switch (request.query("replace").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.badRequest("replace", "Must be true or false.");
        };
    }
}
