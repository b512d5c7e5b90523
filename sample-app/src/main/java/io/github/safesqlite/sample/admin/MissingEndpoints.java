// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;

/** Stands in for {@link SafeSqliteEndpoints} where another pool is in use. */
public final class MissingEndpoints implements Endpoints {
    @Override
    public void addTo(Router router) {
        router.addProtected("GET", "/admin/leaks", MissingEndpoints::refuse);
        router.addProtected("GET", "/admin/gate", MissingEndpoints::refuse);
        router.addProtected("POST", "/admin/backup", MissingEndpoints::refuse);
        router.addProtected("GET", "/admin/backup", MissingEndpoints::refuse);
        router.addProtected("GET", "/admin/backup/file", MissingEndpoints::refuse);
    }

    private static Response refuse(Request request) {
        throw new Problem(
                501, "Not implemented", "Only concurrency-safe-sqlite has this. Start the service with --pool safe.");
    }
}
