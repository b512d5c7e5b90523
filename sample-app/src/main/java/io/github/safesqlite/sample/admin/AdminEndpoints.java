// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What operators ask: pool, leaks, write gate, metrics and backups. */
public final class AdminEndpoints implements Endpoints {
    private final ConcurrencySafeSqliteDataSource dataSource;
    private final Supplier<? extends List<?>> leaks;
    private final Supplier<? extends List<?>> slowWrites;
    private final MetricsText metrics;
    private final Backups backups;
    private final Clock clock;

    /**
     * Endpoints of one database.
     *
     * @param leaks the last leaks, newest first
     * @param slowWrites the last slow writes, newest first
     */
    public AdminEndpoints(
            ConcurrencySafeSqliteDataSource dataSource,
            Supplier<? extends List<?>> leaks,
            Supplier<? extends List<?>> slowWrites,
            MetricRegistry metrics,
            Backups backups,
            Clock clock) {
        this.dataSource = dataSource;
        this.leaks = leaks;
        this.slowWrites = slowWrites;
        this.metrics = new MetricsText(metrics);
        this.backups = backups;
        this.clock = clock;
    }

    @Override
    public void addTo(Router router) {
        router.add("GET", "/metrics", metrics::respond);
        router.addProtected(
                "GET",
                "/admin/db-pool-stats",
                request -> Response.json(200, PoolStatistics.of(dataSource.statistics(), clock.instant())));
        router.addProtected("GET", "/admin/leaks", request -> Response.json(200, Map.of("leaks", leaks.get())));
        router.addProtected(
                "GET",
                "/admin/gate",
                request -> Response.json(200, GateState.of(dataSource.snapshot().gate(), slowWrites.get())));
        router.addProtected("POST", "/admin/backup", request -> Response.json(202, backups.start()));
        router.addProtected("GET", "/admin/backup", request -> Response.json(200, backups.status()));
        router.addProtected("GET", "/admin/backup/file", this::download);
    }

    private Response download(Request request) {
        return backups.last()
                .map(file -> Response.file(200, "application/vnd.sqlite3", file)
                        .header("Content-Disposition", "attachment; filename=\"backup.db\""))
                .orElseThrow(() -> Problem.notFound("There is no complete backup."));
    }
}
