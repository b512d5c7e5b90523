// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Request;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;

/** Stands in for {@link SafeSqliteEndpoints} where another pool is in use. */
public final class MissingEndpoints implements Endpoints {
    private final String advice;

    /** Refuses with a sentence that ends with this advice. */
    public MissingEndpoints(String advice) {
        this.advice = advice;
    }

    @Override
    public void addTo(Router router) {
        router.addProtected("GET", "/admin/leaks", this::refuse);
        router.addProtected("GET", "/admin/gate", this::refuse);
        router.addProtected("POST", "/admin/backup", this::refuse);
        router.addProtected("GET", "/admin/backup", this::refuse);
        router.addProtected("GET", "/admin/backup/file", this::refuse);
    }

    private Response refuse(Request request) {
        throw new Problem(501, "Not implemented", "Only concurrency-safe-sqlite has this. " + advice);
    }
}
