// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;

/** What operators ask of any pool: its connections and its metrics. */
public final class AdminEndpoints implements Endpoints {
    private final PoolStatistics.Source pool;
    private final MetricsText metrics;

    /** Endpoints of one pool. */
    public AdminEndpoints(PoolStatistics.Source pool, MetricRegistry metrics) {
        this.pool = pool;
        this.metrics = new MetricsText(metrics);
    }

    @Override
    public void addTo(Router router) {
        router.add("GET", "/metrics", metrics::respond);
        router.addProtected("GET", "/admin/db-pool-stats", request -> Response.json(200, pool.read()));
    }
}
