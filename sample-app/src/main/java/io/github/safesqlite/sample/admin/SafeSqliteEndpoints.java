// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What operators ask of concurrency-safe-sqlite alone: leaks, the write gate and backups. */
public final class SafeSqliteEndpoints implements Endpoints {
    private final ConcurrencySafeSqliteDataSource dataSource;
    private final Supplier<? extends List<?>> leaks;
    private final Supplier<? extends List<?>> slowWrites;
    private final Backups backups;

    /**
     * Endpoints of one database.
     *
     * @param leaks the last leaks, newest first
     * @param slowWrites the last slow writes, newest first
     */
    public SafeSqliteEndpoints(
            ConcurrencySafeSqliteDataSource dataSource,
            Supplier<? extends List<?>> leaks,
            Supplier<? extends List<?>> slowWrites,
            Backups backups) {
        this.dataSource = dataSource;
        this.leaks = leaks;
        this.slowWrites = slowWrites;
        this.backups = backups;
    }

    @Override
    public void addTo(Router router) {
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
