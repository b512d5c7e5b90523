// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.safesqlite.sample.admin.Health;
import io.github.safesqlite.sample.admin.PoolStatistics;
import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What a load balancer asks: whether the service can answer. */
final class HealthEndpoints implements Endpoints {
    private final ServiceDatabase database;
    private final Duration longWait;
    private final Supplier<Optional<String>> problem;

    /**
     * Tells the health of this database.
     *
     * @param longWait how long somebody must wait to write until the service counts as degraded
     * @param problem why a part of the service does not work; empty if all do
     */
    HealthEndpoints(ServiceDatabase database, Duration longWait, Supplier<Optional<String>> problem) {
        this.database = database;
        this.longWait = longWait;
        this.problem = problem;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Answer(String status, String reason) {
        static Answer unavailable(String reason) {
            return new Answer("unavailable", reason);
        }
    }

    @Override
    public void addTo(Router router) {
        router.add("GET", "/healthz", request -> answer());
    }

    private Response answer() {
        Optional<String> reason = problem.get();
        if (reason.isPresent()) {
            return Response.json(503, Answer.unavailable(reason.get()));
        }
        try {
            PoolStatistics pool = database.pool();
            if (pool.health() != Health.DEGRADED) {
                // Otherwise no connection may be free for it.
                database.check();
            }
            Duration waited = database.longestWriteWait();
            Health toWrite = Health.ofWait(waited, longWait);
            return toWrite.compareTo(pool.health()) >= 0
                    ? answer(toWrite, "Somebody has waited " + waited.toMillis() + " ms to write.")
                    : answer(
                            pool.health(),
                            pool.active() + " of " + pool.max() + " connections are in use, and " + pool.pending()
                                    + " requests wait for one.");
        } catch (SQLException failure) {
            return Response.json(503, Answer.unavailable("The database does not answer."));
        }
    }

    private static Response answer(Health health, String reason) {
        return Response.json(
                health == Health.DEGRADED ? 503 : 200,
                new Answer(health.name().toLowerCase(Locale.ROOT), health == Health.HEALTHY ? null : reason));
    }
}
