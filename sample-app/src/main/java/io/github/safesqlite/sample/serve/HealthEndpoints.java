// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.admin.Health;
import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/** What a load balancer asks: whether the service can answer. */
final class HealthEndpoints implements Endpoints {
    private final ServiceDatabase database;

    HealthEndpoints(ServiceDatabase database) {
        this.database = database;
    }

    @Override
    public void addTo(Router router) {
        router.add("GET", "/healthz", request -> answer());
    }

    private Response answer() {
        try {
            Health health = database.pool().health();
            return Response.json(health == Health.DEGRADED ? 503 : 200, statusOf(health.name()));
        } catch (SQLException failure) {
            return Response.json(503, statusOf("unavailable"));
        }
    }

    private static Map<String, String> statusOf(String status) {
        return Map.of("status", status.toLowerCase(Locale.ROOT));
    }
}
